using ModelOps.Core;
using ModelOps.Host.Output;

namespace ModelOps.Host.Progress;

/// <summary>A training in the foreground: it runs in its worker; this process watches, and asks it to stop on Ctrl+C or SIGTERM.</summary>
internal static class ForegroundTraining
{
    /// <summary>Starts a session by <paramref name="begin"/>; watches it, or leaves it to its worker.</summary>
    /// <returns>0 where it completed or was left to itself, 130 or 143 where a signal stopped it, else 1.</returns>
    public static Task<int> RunAsync(CommandContext context, Func<TrainingSession> begin, bool detach) =>
        detach ? Task.FromResult(Leave(context, begin())) : FollowAsync(context, begin);

    private static async Task<int> FollowAsync(CommandContext context, Func<TrainingSession> begin)
    {
        var (session, signalExitCode) = await new TrainingWatch(context).RunAsync(begin);
        Conclude(context, session);
        return session.State == SessionState.Completed ? ExitCodes.Ok : signalExitCode ?? ExitCodes.Failed;
    }

    private static int Leave(CommandContext context, TrainingSession session)
    {
        context.Output.Line(
            $"session {session.ShortId}: {session.ProfileName} on {session.DatasetName}, model {session.ModelShortId}; {Future(session)}");
        context.Output.Line(
            $"look: {context.CommandText($"status {session.ShortId}")}   stop: {context.CommandText($"stop {session.ShortId}")}");
        context.Output.Result(Result(session, session.Metrics), HostJson.Default.TrainingResult);
        return ExitCodes.Ok;
    }

    private static string Future(TrainingSession session) =>
        session.QueuePosition is { } position ? $"number {position} in the queue, it starts by itself" : "it goes on by itself";

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
                output.Success($"completed: {Show.Count(session.Epoch, "epoch")}, {Show.Count(session.Step, "step")}{(time is { } t ? $" in {Show.Duration(t)}" : "")}");
                output.Line($"model {model.ShortId} ({model.Name}): {Show.Validation(metrics)}; {Show.Bytes(model.SizeBytes)}");
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
}
