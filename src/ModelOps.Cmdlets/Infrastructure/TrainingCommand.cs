using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>A cmdlet that watches trainings: progress bar, live metrics, and what Ctrl+C does to a training in the foreground.</summary>
public abstract class TrainingCommand : ModelOpsCommand
{
    private static readonly TimeSpan SaveLimit = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Watches a session until it is final and returns it as it ended. Its log goes to the warning, verbose and debug streams.
    /// </summary>
    protected TrainingSession Follow(TrainingSession session, CancellationToken cancellation)
    {
        var progress = new TrainingProgress(session);
        try
        {
            Follow(Workspace.Trainings.WatchAsync(session.Id, cancellation: cancellation), update =>
            {
                session = update.Session;
                foreach (var entry in update.Log)
                    WriteLog(entry);
                if (progress.Next(update) is { } record)
                    WriteProgress(record);
            });
        }
        finally
        {
            if (!Stopping)
                WriteProgress(progress.Completed());
        }
        return session;
    }

    /// <summary>Follows a training that belongs to this cmdlet: its end is the cmdlet's result, and Ctrl+C saves and stops it.</summary>
    protected void RunInForeground(TrainingSession session)
    {
        TrainingSession end;
        try
        {
            end = Follow(session, Cancellation);
        }
        catch (Exception e) when (Stopping && e is OperationCanceledException or PipelineStoppedException)
        {
            SaveAndStop(session);
            throw;
        }
        if (end.State == TrainingState.Completed)
            WriteObject(end);
        else if (end.State == TrainingState.Failed)
            WriteError("TrainingFailed", ErrorCategory.OperationStopped, end, end.ShortId, end.Error);
        else
            WriteError("TrainingNotCompleted", ErrorCategory.OperationStopped, end, end.ShortId, end.State, end.Step, end.TotalSteps);
    }

    /// <summary>
    /// Asks the worker for a checkpoint and an end. The pipeline is stopping, so what there is to say goes to the host directly.
    /// </summary>
    private void SaveAndStop(TrainingSession session)
    {
        Say("");
        Say($"Saving training {session.ShortId} ...");
        try
        {
            using var limit = new CancellationTokenSource(SaveLimit);
            var end = Workspace.Trainings.StopAsync(session.Id, cancellation: limit.Token).GetAwaiter().GetResult();
            if (end.State == TrainingState.Completed)
                Say($"Training {end.ShortId} had just completed.");
            else
                SayNext(
                    $"Training {end.ShortId} is {end.State} at step {end.Step} of {end.TotalSteps}. Go on with:", "Resume-Training", end);
        }
        catch (Exception e) when (e is OperationCanceledException or ModelOpsException or IOException)
        {
            SayNext($"Training {session.ShortId} did not confirm its end: {e.Message} See its state with:", "Get-Training", session);
        }
    }

    private void SayNext(string what, string cmdlet, TrainingSession session)
    {
        Say(what);
        Say($"  {cmdlet} {session.ShortId}");
    }

    /// <summary>A line on the host's screen, where it has one.</summary>
    private void Say(string line) => Host.UI?.WriteLine(line);

    private void WriteLog(TrainingLogEntry entry)
    {
        if (entry.Level == "warning")
            WriteWarning(entry.Message);
        else if (entry.Level == "debug")
            WriteDebug(entry.Message);
        else
            WriteVerbose(entry.Message);
    }
}
