using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

/// <summary>A session in one line, after something was done to it; with --json, the session.</summary>
internal static class SessionLine
{
    public static void Write(CommandContext context, TrainingSession session)
    {
        var place = session.QueuePosition is { } position ? $", number {position} in the queue, priority {session.Priority}"
            : session.TotalSteps > 0 ? $" at step {session.Step} of {session.TotalSteps}" : "";
        var limit = session.StepsPerSecond > 0 ? FormattableString.Invariant($", at most {session.StepsPerSecond} steps a second") : "";
        context.Output.Line($"session {session.ShortId}: {Show.State(session.State)}{place}{limit}");
        context.Output.Result(session, HostJson.Default.TrainingSession);
    }
}
