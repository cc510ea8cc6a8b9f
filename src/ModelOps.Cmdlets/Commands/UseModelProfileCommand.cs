using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Use-ModelProfile: brings up the servers of a serving profile, and ends those that it doesn't want.</summary>
[Cmdlet(VerbsOther.Use, "ModelProfile", SupportsShouldProcess = true)]
[OutputType(typeof(ModelServer))]
public sealed class UseModelProfileCommand : ModelOpsCommand
{
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(ServingProfileCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    protected override void Process()
    {
        var store = Workspace.ServingProfiles;
        var profile = store.Get(Name is null ? null : ProfilePath.Resolve(Name, ResolveNewPath));
        foreach (var server in store.Unwanted(profile))
            WriteVerbose(
                $"Serving profile '{profile.Name}' doesn't want server '{server.Name}' of '{server.ProfileName}', which is stopped.");
        if (!ShouldProcess(profile.Name, $"Serve {string.Join(", ", profile.Servers.Select(s => s.Name))}"))
            return;
        var results = RunWithProgress("Using serving profile", profile.Name, cancellation =>
            store.UseAsync(profile, cancellation).GetAwaiter().GetResult());
        ForEach(results, result => WriteObject(result.Server ?? throw result.Error!));
    }
}
