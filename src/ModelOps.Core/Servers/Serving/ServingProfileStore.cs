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
        var profile = ServingProfileReader.Read(ProfileStore.ReadText(file), name, file, problems);
        return profile is not null && !problems.Any ? profile : throw ProfileStore.Invalid(name, problems.InOrder);
    }

    /// <summary>
    /// Ends the servers that another profile (or an earlier state of this one) had brought up and this one doesn't want, then brings up its
    /// own, all at the same time, and waits until each is ready or has failed. One that runs as it is wanted stays as it is, whoever started
    /// it. Servers that were started by themselves, under other names, are left alone. Models of the registry that it names are enabled or
    /// disabled as it says, and get its tiers. Where several processes use profiles at once, one after the other stops and starts servers, so
    /// that those of the last one are up in the end.
    /// </summary>
    public async Task<IReadOnlyList<ServingResult>> UseAsync(ServingProfile profile, CancellationToken cancellation = default)
    {
        IReadOnlyList<ServingStart> starts;
        using (await TakeTurnAsync(cancellation).ConfigureAwait(false))
        {
            foreach (var model in profile.Models)
                Mark(model);
            starts = profile.Servers.Select(r => new ServingStart(workspace, r)).ToList();
            // What has to go goes first, so that its ports and memory are free for what comes.
            await Task.WhenAll(Unwanted(profile).Select(s => (Task)workspace.Servers.StopAsync(s.Name, cancellation: cancellation))
                .Concat(starts.Select(s => s.StopOtherAsync(cancellation)))).ConfigureAwait(false);
            await Task.WhenAll(starts.Select(s => Task.Run(() => s.BeginAsync(cancellation), cancellation))).ConfigureAwait(false);
        }
        return await Task.WhenAll(starts.Select(s => s.EndAsync(cancellation))).ConfigureAwait(false);
    }

    private async Task<IDisposable> TakeTurnAsync(CancellationToken cancellation)
    {
        var file = Path.Combine(workspace.Home.Servers, "profile.lock");
        try
        {
            Directory.CreateDirectory(workspace.Home.Servers);
            return await FileLock.TakeAsync(file, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Error.Of(ErrorKind.Unavailable, "ServerLogFailed", file, error);
        }
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

    private IEnumerable<string> Files() => !Directory.Exists(workspace.Home.ServingProfiles)
        ? []
        : Directory.EnumerateFiles(workspace.Home.ServingProfiles).Where(f => Extensions.Contains(Path.GetExtension(f)))
            .Order(StringComparer.Ordinal);
}
