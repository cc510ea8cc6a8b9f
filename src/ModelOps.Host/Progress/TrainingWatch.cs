using ModelOps.Core;
using ModelOps.Host.Output;

namespace ModelOps.Host.Progress;

/// <summary>How a watched training ended.</summary>
/// <param name="Session">Its session, final.</param>
/// <param name="SignalExitCode">130 or 143 where a signal came; else null.</param>
internal sealed record WatchedTraining(TrainingSession Session, int? SignalExitCode);

/// <summary>Watches a training to its end, and asks it to save and stop at Ctrl+C, SIGTERM, or when the caller wants.</summary>
internal sealed class TrainingWatch(CommandContext context)
{
    /// <summary>Show every so many epochs, and the last.</summary>
    public int ShowEvery { get; init; } = 1;

    /// <summary>Asks the training to stop at the first update of which this is true.</summary>
    public Func<TrainingSession, bool> StopWhen { get; init; } = _ => false;

    /// <summary>Starts a session by <paramref name="begin"/>, and watches it. Signals are heard from before the start.</summary>
    public async Task<WatchedTraining> RunAsync(Func<TrainingSession> begin)
    {
        var output = context.Output;
        TrainingStop? stop = null;
        int signals = 0;
        using var interruption = new Interruption(count =>
        {
            signals = count;
            stop?.Ask(count);
        });
        var session = begin();
        output.Line($"session {session.ShortId}: {session.ProfileName} on {session.DatasetName}, model {session.ModelShortId}");
        ITrainingDisplay display = output.IsTerminal ? new LiveDisplay(output, ShowEvery) : new PlainDisplay(output, ShowEvery);
        stop = new TrainingStop(context.Workspace.Trainings, session.Id, display);
        if (signals > 0)
            stop.Ask(signals);
        session = await display.ShowAsync(session, UpdatesAsync(session.Id, stop));
        await stop.Done;
        return new(session, interruption.ExitCode);
    }

    private async IAsyncEnumerable<TrainingUpdate> UpdatesAsync(string sessionId, TrainingStop stop)
    {
        bool asked = false;
        await foreach (var update in context.Workspace.Trainings.WatchAsync(sessionId))
        {
            if (!asked && StopWhen(update.Session))
            {
                asked = true;
                stop.Request();
            }
            yield return update;
        }
    }
}
