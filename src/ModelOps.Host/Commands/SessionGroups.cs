using System.CommandLine;

namespace ModelOps.Host.Commands;

/// <summary>Options that choose sessions by where they stand.</summary>
internal static class SessionGroups
{
    public static (Option<bool> Queued, Option<bool> Active, Option<bool> Finished) Options() => (
        new("--queued") { Description = "Those that wait for a worker." },
        new("--active") { Description = "Those that a worker has: starting, running, paused." },
        new("--finished") { Description = "Those that came to an end." });

    /// <summary>The states that options ask for; null where none was given.</summary>
    public static IReadOnlyCollection<SessionState>? States(
        CommandContext context, Option<SessionState?> state, Option<bool> queued, Option<bool> active, Option<bool> finished)
    {
        if (context.Get(state) is null && !context.Get(queued) && !context.Get(active) && !context.Get(finished))
            return null;
        return [.. Enum.GetValues<SessionState>().Where(s => s == context.Get(state) || (context.Get(queued) && s == SessionState.Queued)
            || (context.Get(active) && s.IsActive()) || (context.Get(finished) && s.IsFinal()))];
    }
}
