namespace ModelOps;

/// <summary>
/// MODELOPS_PROFILE when the module is imported: its servers come up in the background. The import doesn't wait for any of it.
/// </summary>
public static class StartProfile
{
    /// <summary>The environment variable that names the serving profile.</summary>
    public const string Variable = "MODELOPS_PROFILE";

    private static string? _begun;

    /// <summary>Has the named profile's servers brought up, once for each name that a process has been given.</summary>
    /// <param name="location">The shell's folder, from which relative paths count.</param>
    public static void Begin(string location)
    {
        var name = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrWhiteSpace(name) || Interlocked.Exchange(ref _begun, name) == name)
            return;
        var thread = new Thread(() => Launch(location)) { IsBackground = true, Name = nameof(StartProfile) };
        thread.Start();
    }

    /// <summary>In the private load context, where Core is: loading it takes longer than an import may.</summary>
    private static void Launch(string location) => LoadContext.ModuleAssembly.GetType("ModelOps.Cmdlets.ProfileStart", throwOnError: true)!
        .GetMethod("Run")!.Invoke(null, [location]);
}
