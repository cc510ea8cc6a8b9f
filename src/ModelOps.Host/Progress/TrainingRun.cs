using ModelOps.Core;
using ModelOps.Host.Output;

namespace ModelOps.Host.Progress;

/// <summary>A training in the foreground: it runs in its worker; this process watches, and asks it to stop on Ctrl+C or SIGTERM.</summary>
internal static class TrainingRun
{
    /// <summary>Starts a session by <paramref name="begin"/>; watches it, or leaves it to its worker.</summary>
    public static Task<int> RunAsync(CommandContext context, Func<TrainingSession> begin, bool detach) =>
        detach ? Task.FromResult(Leave(context, begin())) : FollowAsync(context, begin);

    /// <summary>Starts a session by <paramref name="begin"/> and watches it to its end.</summary>
    /// <returns>0 where it completed, 130 or 143 where a signal stopped it, else 1.</returns>
    private static async Task<int> FollowAsync(CommandContext context, Func<TrainingSession> begin)
    {
        var output = context.Output;
        var trainings = context.Workspace.Trainings;
        TrainingStop? stop = null;
        int signals = 0;
        using var interruption = new Interruption(count =>
        {
            signals = count;
            stop?.Ask(count);
        });
        var session = begin();
        output.Line($"session {session.ShortId}: {session.ProfileName} on {session.DatasetName}, model {Short(session.ModelId)}");
        ITrainingDisplay display = output.IsTerminal ? new LiveDisplay(output) : new PlainDisplay(output);
        stop = new TrainingStop(trainings, session.Id, display);
        if (signals > 0)
            stop.Ask(signals);
        session = await display.ShowAsync(session, trainings.WatchAsync(session.Id));
        await stop.Done;
        Conclude(context, session);
        return session.State == SessionState.Completed ? ExitCodes.Ok : interruption.ExitCode ?? ExitCodes.Failed;
    }

    private static int Leave(CommandContext context, TrainingSession session)
    {
        context.Output.Line($"session {session.ShortId}: {session.ProfileName} on {session.DatasetName}, model {Short(session.ModelId)}; it goes on by itself");
        context.Output.Line($"look: {context.CommandText($"status {session.ShortId}")}   stop: {context.CommandText($"stop {session.ShortId}")}");
        context.Output.Result(Result(session, session.Metrics), HostJson.Default.TrainingResult);
        return ExitCodes.Ok;
    }

    private static void Conclude(CommandContext context, TrainingSession session)
    {
        var output = context.Output;
        var metrics = session.Metrics;
        switch (session.State)
        {
            case SessionState.Completed:
                var model = context.Workspace.Models.Get(session.ModelId);
                metrics = model.Metrics;
                var time = session.Ended - session.Started;
                output.Success($"completed: {session.Epoch} epochs, {Show.Count(session.Step)} steps{(time is { } t ? $" in {Show.Duration(t)}" : "")}");
                output.Line($"model {model.ShortId} ({model.Name}, {Show.Bytes(model.SizeBytes)}): " +
                    string.Join(", ", metrics.Select(m => $"{m.Key} {Show.Metric(m.Key, m.Value)}")));
                output.Line($"next: {context.CommandText($"export {model.ShortId} --format safetensors --destination out")}");
                break;
            case SessionState.Failed:
                output.Error($"the training failed: {session.Error} (TrainingFailed)");
                output.Note($"its log: {context.CommandText($"logs {session.ShortId}")}; resume with: {context.CommandText($"resume {session.ShortId}")}");
                break;
            case SessionState.Cancelled:
                output.Line($"cancelled at step {session.Step} of {session.TotalSteps}, nothing was saved at the end");
                break;
            default:
                output.Line($"{Show.State(session.State)} at step {session.Step} of {session.TotalSteps}");
                output.Line($"resume with: {context.CommandText($"resume {session.ShortId}")}");
                break;
        }
        output.Result(Result(session, metrics), HostJson.Default.TrainingResult);
    }

    private static TrainingResult Result(TrainingSession s, IReadOnlyDictionary<string, double> metrics) =>
        new(s.Id, s.ModelId, s.State, metrics, s.Step, s.TotalSteps, s.Epoch, s.TotalEpochs, s.Error);

    private static string Short(string id) => id[..Math.Min(8, id.Length)];
}
