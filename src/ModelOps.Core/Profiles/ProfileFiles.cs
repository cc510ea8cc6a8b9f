namespace ModelOps.Core;

/// <summary>
/// Makes, changes and removes the user's profiles. What is written has been checked; comments, order and layout of a user's text stay.
/// </summary>
/// <param name="home">The home whose profiles they are; it need not exist.</param>
public sealed class ProfileFiles(ModelOpsHome home)
{
    private const string NameKey = "name";
    private readonly ProfileStore _store = new(home);

    /// <summary>
    /// Writes a new profile: a template's text with edits by path, and the new name where the template's text has its own. A value of null
    /// takes a key out. AlreadyExists where there is one of that name and kind and it isn't to be replaced.
    /// </summary>
    public ModelProfile Create(
        string name, ModelProfile template, IReadOnlyDictionary<string, string?>? edits = null, bool overwrite = false)
    {
        if (StoredName.Problem(name) is { } problem)
            throw Error.Of(ErrorKind.InvalidInput, "ProfileNameInvalid", name, problem);
        using var held = Lock();
        var taken = _store.OwnFiles(template.Kind)
            .FirstOrDefault(f => Path.GetFileNameWithoutExtension(f).Equals(name, StringComparison.OrdinalIgnoreCase));
        if (taken is not null && !overwrite)
            throw Error.Of(ErrorKind.AlreadyExists, "ProfileExists", Path.GetFileNameWithoutExtension(taken), taken);
        var all = (edits ?? new Dictionary<string, string?>()).ToDictionary(e => e.Key, e => e.Value, StringComparer.Ordinal);
        if (template.Kind == ProfileKind.Training && GivesItsName(template))
            all.TryAdd(NameKey, name);
        var text = Changed(template with { Name = name }, all);
        AtomicFile.WriteText(taken ?? FileFor(template.Kind, name), text);
        WriteSchema(template.Kind);
        return _store.Get(name, template.Kind);
    }

    /// <summary>
    /// Changes keys by path; a value of null takes the key out, which gives it its default. A shipped sample is written as the user's own.
    /// Throws <see cref="ProfileException"/> with every problem that the profile would have, and writes nothing then.
    /// </summary>
    public ModelProfile Set(ModelProfile profile, IReadOnlyDictionary<string, string?> edits)
    {
        using var held = Lock();
        var path = UserTextFile.Target(profile.Path ?? FileFor(profile.Kind, profile.Name));
        if (profile.Path is not null)
            UserTextFile.CheckCanChange(path);
        var current = profile.Path is null ? profile : profile with { Text = ProfileStore.ReadText(path) };
        var changed = Changed(current, edits);
        if (changed != current.Text || profile.Path is null)
            UserTextFile.Write(path, changed);
        if (profile.Path is null)
            WriteSchema(profile.Kind);
        return _store.Get(profile.Path ?? profile.Name, profile.Kind);
    }

    /// <summary>The text that <see cref="Set"/> would write.</summary>
    public string Preview(ModelProfile profile, IReadOnlyDictionary<string, string?> edits) => Changed(profile, edits);

    /// <summary>Writes the schema beside the profiles, where the samples' first lines tell an editor to look for it.</summary>
    private void WriteSchema(ProfileKind kind)
    {
        var path = Path.Combine(_store.Folder(kind), ProfileSchema.FileName(kind));
        var text = ProfileSchema.Text(kind);
        if (!File.Exists(path) || File.ReadAllText(path) != text)
            AtomicFile.WriteText(path, text);
    }

    /// <summary>Deletes the profile's file. A shipped sample has none; one that it had hidden is there again.</summary>
    public void Remove(ModelProfile profile)
    {
        if (profile.Path is null)
            throw Error.Of(ErrorKind.InvalidInput, "ProfileShipped", profile.Name);
        using var held = Lock();
        File.Delete(profile.Path);
        AtomicFile.FlushFolder(Path.GetDirectoryName(profile.Path)!);
    }

    private static string Changed(ModelProfile profile, IReadOnlyDictionary<string, string?> edits)
    {
        var problems = new ProblemList(ProfileStore.FileOf(profile));
        return new ProfileEditor(profile.Name, Reader(profile)).Change(profile.Text, edits, problems)
            ?? throw ProfileStore.Invalid(profile.Name, problems.InOrder);
    }

    private static Action<YamlNode?, ProblemList> Reader(ModelProfile profile) => profile.Kind == ProfileKind.Serving
        ? (root, problems) => ServingProfileReader.Read(root, profile.Name, profile.Path ?? profile.Name, problems)
        : (root, problems) => ProfileReader.Read(root, profile.Name, null, problems);

    private static bool GivesItsName(ModelProfile profile) =>
        (YamlTree.Parse(profile.Text, new ProblemList("")) as YamlMap)?.Find(NameKey)?.Value is YamlScalar name && name.Value == profile.Name;

    private string FileFor(ProfileKind kind, string name) => Path.Combine(_store.Folder(kind), $"{name}.yaml");

    /// <summary>One change of profiles at a time: none is based on a text that another one has just replaced.</summary>
    private IDisposable Lock()
    {
        Directory.CreateDirectory(home.Profiles);
        return FileLock.Take(Path.Combine(home.Profiles, ".lock"));
    }
}
