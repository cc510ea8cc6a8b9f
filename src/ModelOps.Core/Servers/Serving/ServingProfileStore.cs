namespace ModelOps.Core;

/// <summary>
/// The serving profiles in profiles/serving of the home, and their use: bringing up what one wants and ending what it doesn't.
/// </summary>
public sealed class ServingProfileStore
{
    private static readonly string[] Extensions = [".yaml", ".yml"];
    private readonly Workspace workspace;

    internal ServingProfileStore(Workspace workspace) => this.workspace = workspace;

    /// <summary>Names of the profiles in the home.</summary>
    public IReadOnlyList<string> Names() => Files().Select(f => Path.GetFileNameWithoutExtension(f)!).ToList();

    /// <summary>
    /// A profile by name or by path of a YAML file; null for the one of the setting serving.profile. NotFound with the nearest names;
    /// <see cref="ProfileException"/> with every problem.
    /// </summary>
    public ServingProfile Get(string? nameOrPath = null)
    {
        var wanted = nameOrPath ?? workspace.Settings.Get(ModelOpsSettings.ServingProfile);
        if (wanted.Length == 0)
            throw Error.Of(ErrorKind.InvalidInput, "ServingProfileNotNamed",
                ModelOpsSettings.ServingProfile.Key, ModelOpsSettings.ServingProfile.EnvironmentVariable);
        var file = Extensions.Contains(Path.GetExtension(wanted)) ? Path.GetFullPath(wanted)
            : Files().FirstOrDefault(f => Path.GetFileNameWithoutExtension(f) == wanted);
        if (file is null || !File.Exists(file))
            throw Error.NotFound("ServingProfileNotFound", wanted, Names());
        var name = Path.GetFileNameWithoutExtension(file);
        var problems = new ProblemList(file);
        var profile = ServingProfileReader.Read(File.ReadAllText(file), name, file, problems);
        return profile is not null && !problems.Any ? profile : throw ProfileStore.Invalid(name, problems.InOrder);
    }

    /// <summary>
    /// Ends the servers that another profile (or an earlier state of this one) had brought up and this one doesn't want, then brings up its
    /// own, all at the same time, and waits until each is ready or has failed. One that runs as it is wanted stays as it is. Servers that
    /// were started by themselves, under other names, are left alone. Models of the registry that it names are enabled or disabled as it
    /// says, and get its tiers.
    /// </summary>
    public async Task<IReadOnlyList<ServingResult>> UseAsync(ServingProfile profile, CancellationToken cancellation = default)
    {
        foreach (var model in profile.Models)
            Mark(model);
        await Task.WhenAll(Unwanted(profile).Select(s => workspace.Servers.StopAsync(s.Name, cancellation: cancellation)))
            .ConfigureAwait(false);
        return await Task.WhenAll(profile.Servers.Select(r => Task.Run(() => BringUpAsync(r, cancellation), cancellation)))
            .ConfigureAwait(false);
    }

    /// <summary>
    /// As <see cref="UseAsync"/>, in a process of its own that outlives this one; returns at once. What the process says is in the file
    /// servers/supervisors/profile-NAME.log; how its servers fare is seen as of any.
    /// </summary>
    public void UseInBackground(ServingProfile profile) => WorkerLauncher.StartDetached(workspace.Servers.SupervisorProgram(),
        ["servers", "use", profile.Path], new Dictionary<string, string> { [ProcessTree.LeaseVariable] = "" }, workspace.Home,
        ModelServerService.SupervisorLog(workspace.Home, $"profile-{profile.Name}"));

    /// <summary>The active servers that <see cref="UseAsync"/> ends for a profile.</summary>
    public IReadOnlyList<ModelServer> Unwanted(ServingProfile profile) => workspace.Servers.Find()
        .Where(s => s.IsActive && s.ProfileName is not null
            && profile.Servers.All(r => !s.Name.Equals(r.Name, StringComparison.OrdinalIgnoreCase))).ToList();

    private void Mark(ServedModel model)
    {
        if (ModelFile.IdOf(workspace, model.Model) is not { } id)
            return;
        var known = workspace.Models.Get(id);
        if (known.Enabled != model.Enabled || model.Tier is { } tier && known.Tier != tier)
            workspace.Models.Set(id, new() { Enabled = model.Enabled, Tier = model.Tier });
    }

    private async Task<ServingResult> BringUpAsync(ModelServerRequest request, CancellationToken cancellation)
    {
        try
        {
            var (name, definition) = ServerPlan.Make(workspace, request);
            while (workspace.Servers.ActiveDefinition(name) is var active && active?.ToJson() != definition.ToJson())
            {
                if (active is not null)
                    await workspace.Servers.StopAsync(name, cancellation: cancellation).ConfigureAwait(false);
                if (TryStart(request))
                    break;
            }
            return new(name, await workspace.Servers.WaitAsync(name, cancellation: cancellation).ConfigureAwait(false), null);
        }
        catch (ModelOpsException error)
        {
            return new(request.Name!, null, error);
        }
    }

    /// <summary>False where another process has started a server of this name meanwhile: two shells may use a profile at once.</summary>
    private bool TryStart(ModelServerRequest request)
    {
        try
        {
            workspace.Servers.Start(request);
            return true;
        }
        catch (ModelOpsException error) when (error.ErrorId == "ServerActive")
        {
            return false;
        }
    }

    private IEnumerable<string> Files() => !Directory.Exists(workspace.Home.ServingProfiles)
        ? []
        : Directory.EnumerateFiles(workspace.Home.ServingProfiles).Where(f => Extensions.Contains(Path.GetExtension(f)))
            .Order(StringComparer.Ordinal);
}
