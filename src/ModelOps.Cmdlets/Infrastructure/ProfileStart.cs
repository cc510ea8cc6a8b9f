using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Brings up the servers of MODELOPS_PROFILE for a shell that has just imported the module.</summary>
public static class ProfileStart
{
    private static string? _problem;

    /// <summary>Hands the profile to a process of its own; what is wrong with it is kept for the next cmdlet to tell.</summary>
    /// <param name="location">The shell's folder.</param>
    public static void Run(string location)
    {
        try
        {
            using var workspace = Workspace.Open(HomePath.Resolve(() => location));
            workspace.ServingProfiles.UseInBackground(workspace.ServingProfiles.Get(NameOrPath(location)));
        }
        catch (Exception error)
        {
            // Nobody is there to catch it: an exception would end the shell.
            Volatile.Write(ref _problem, Error.Text("ServingProfileNotStarted", StartProfile.Variable, error));
        }
    }

    /// <summary>What went wrong, once; null where nothing did.</summary>
    public static string? TakeProblem() => Interlocked.Exchange(ref _problem, null);

    private static string? NameOrPath(string location)
    {
        var name = Environment.GetEnvironmentVariable(StartProfile.Variable);
        return name is null ? null : ProfilePath.Resolve(name, path => Path.GetFullPath(path, location));
    }
}
