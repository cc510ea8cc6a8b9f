using System.Text;

namespace ModelOps.Core;

/// <summary>Reads profiles: the user's in MODELOPS_HOME/profiles, and the samples that ship with ModelOps.</summary>
public sealed class ProfileStore
{
    private static readonly string[] Extensions = [".yaml", ".yml"];
    private readonly ModelOpsHome _home;

    internal ProfileStore(Workspace workspace)
        : this(workspace.Home)
    {
    }

    /// <summary>The profiles of a home whose registry is not needed; the home need not exist.</summary>
    public ProfileStore(ModelOpsHome home) => _home = home;

    /// <summary>
    /// Profiles of a kind (null: of both) whose name matches a wildcard; a user's own hides a shipped one of the same name. Ordered by kind
    /// and name.
    /// </summary>
    public IReadOnlyList<ModelProfile> Find(string? pattern = null, ProfileKind? kind = ProfileKind.Training) =>
        Kinds(kind).SelectMany(k => FindOf(k, pattern)).ToList();

    /// <summary>
    /// A profile by name or by path of a YAML file; of both kinds (null) the training profile of that name comes first. NotFound with the
    /// nearest names.
    /// </summary>
    public ModelProfile Get(string nameOrPath, ProfileKind? kind = ProfileKind.Training)
    {
        if (IsPath(nameOrPath))
        {
            if (!File.Exists(nameOrPath))
                throw Error.Of(ErrorKind.NotFound, "ProfileFileNotFound", nameOrPath);
            var path = Path.GetFullPath(nameOrPath);
            var text = ReadText(path);
            return Describe(kind ?? KindOf(text), NameOf(path), path, text);
        }
        return Kinds(kind).Select(k => Lookup(k, nameOrPath)).OfType<ModelProfile>().FirstOrDefault()
            ?? throw Error.NotFound(
                "ProfileNotFound", nameOrPath, Kinds(kind).SelectMany(k => OwnFiles(k).Select(NameOf).Concat(ShippedProfiles.Of(k).Keys)));
    }

    private List<ModelProfile> FindOf(ProfileKind kind, string? pattern)
    {
        var own = OwnFiles(kind).Where(f => Wildcard.Matches(pattern, NameOf(f))).Select(f => Describe(kind, NameOf(f), f, ReadText(f)))
            .ToList();
        var taken = own.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var shipped = ShippedProfiles.Of(kind).Where(s => !taken.Contains(s.Key) && Wildcard.Matches(pattern, s.Key))
            .Select(s => Describe(kind, s.Key, null, s.Value));
        return own.Concat(shipped).OrderBy(p => p.Name, StringComparer.Ordinal).ToList();
    }

    private ModelProfile? Lookup(ProfileKind kind, string name)
    {
        if (OwnFiles(kind).FirstOrDefault(f => NameOf(f) == name) is { } own)
            return Describe(kind, name, own, ReadText(own));
        return ShippedProfiles.Of(kind).TryGetValue(name, out var text) ? Describe(kind, name, null, text) : null;
    }

    /// <summary>
    /// Parses and checks a profile with overrides ("optimizer.lr" → "0.01"), and against a dataset where one is given.
    /// Throws <see cref="ProfileException"/> with every problem.
    /// </summary>
    public TrainingProfile Parse(ModelProfile profile, IReadOnlyDictionary<string, string>? overrides = null, Dataset? dataset = null)
    {
        var problems = new ProblemList(FileOf(profile));
        var parsed = Check(profile.Text, profile.Name, overrides, dataset, problems, out _);
        return parsed ?? throw Invalid(profile.Name, problems.InOrder);
    }

    /// <summary>As <see cref="Parse"/>, but returns the problems.</summary>
    public ProfileTestResult Test(ModelProfile profile, IReadOnlyDictionary<string, string>? overrides = null, Dataset? dataset = null)
    {
        var problems = new ProblemList(FileOf(profile));
        if (profile.Kind == ProfileKind.Serving)
        {
            CheckServing(profile, overrides, dataset, problems);
            return new ProfileTestResult(profile.Name, !problems.Any, problems.InOrder, null);
        }
        Check(profile.Text, profile.Name, overrides, dataset, problems, out var plan);
        return new ProfileTestResult(profile.Name, !problems.Any, problems.InOrder, plan?.Parameters);
    }

    /// <summary>
    /// The YAML of a checked profile with every key written out: what a session keeps, and reads back with <see cref="FromYaml"/>.
    /// </summary>
    public static string ToYaml(TrainingProfile profile) => ProfileWriter.Write(profile);

    /// <summary>Reads a profile's YAML. Throws <see cref="ProfileException"/> with every problem.</summary>
    public static TrainingProfile FromYaml(string yaml, string file)
    {
        var problems = new ProblemList(file);
        var name = Path.GetFileNameWithoutExtension(file);
        return Check(yaml, name, null, null, problems, out _) ?? throw Invalid(name, problems.InOrder);
    }

    /// <summary>The profile where nothing is wrong with it.</summary>
    private static TrainingProfile? Check(
        string text, string name, IReadOnlyDictionary<string, string>? overrides, Dataset? dataset, ProblemList problems, out NetworkPlan? plan)
    {
        plan = null;
        var parsed = ProfileReader.Read(text, name, overrides, problems);
        if (parsed?.Agent is { } agent && !problems.Any)
            dataset ??= EnvironmentCatalog.AsDataset(agent.Environment);
        if (parsed is not null && !problems.Any)
        {
            var lines = new ProfileLines(text, overrides);
            LanguageFit.CheckSizes(parsed, lines, problems);
            if (dataset is not null)
                plan = ProfileFit.Check(parsed, dataset, lines, problems);
        }
        return problems.Any ? null : parsed;
    }

    internal static ProfileException Invalid(string name, IReadOnlyList<ProfileProblem> problems)
    {
        var list = new StringBuilder();
        foreach (var problem in problems)
            list.Append("\n  ").Append(problem);
        return new ProfileException(
            Error.Text("ProfileInvalid", name, problems.Count == 1 ? "a problem" : $"{problems.Count} problems", list), problems, name);
    }

    private static void CheckServing(
        ModelProfile profile, IReadOnlyDictionary<string, string>? overrides, Dataset? dataset, ProblemList problems)
    {
        if (dataset is not null)
            throw Error.Of(ErrorKind.InvalidInput, "ProfileServesNoDataset", profile.Name, dataset.Name);
        var root = YamlTree.Parse(profile.Text, problems);
        if (root is YamlMap map)
            ProfileOverrides.Apply(map, overrides ?? new Dictionary<string, string>(), problems);
        if (root is not null || !problems.Any)
            ServingProfileReader.Read(root, profile.Name, profile.Path ?? profile.Name, problems);
    }

    private static ModelProfile Describe(ProfileKind kind, string name, string? path, string text)
    {
        var parsed = kind == ProfileKind.Training ? Check(text, name, null, null, new ProblemList(name), out _) : null;
        var serving = kind == ProfileKind.Serving ? ServingProfileReader.Read(text, name, path ?? name, new ProblemList(name)) : null;
        return new ModelProfile
        {
            Name = name,
            Kind = kind,
            Path = path,
            Shipped = path is null,
            Network = parsed?.Network.Family,
            DatasetName = parsed?.Data.Dataset,
            Epochs = parsed?.Epochs,
            Batch = parsed?.Batch,
            Servers = serving?.Servers.Select(s => s.Name!).ToList() ?? [],
            Description = FirstComment(text),
            Text = text,
        };
    }

    /// <summary>A text that names models to serve and no network is a serving profile.</summary>
    private static ProfileKind KindOf(string text) =>
        YamlTree.Parse(text, new ProblemList("")) is YamlMap root && (root.Find("kind") ?? root.Find("models")) is not null && root.Find("network") is null
            ? ProfileKind.Serving
            : ProfileKind.Training;

    /// <summary>The file's text, or, of one too long to be a profile, enough of it to be refused.</summary>
    internal static string ReadText(string path)
    {
        using var reader = new StreamReader(path);
        var text = new char[YamlTree.MaxLength + 1];
        return new string(text, 0, reader.ReadBlock(text));
    }

    private static string? FirstComment(string text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var trimmed = line.Trim();
            if (trimmed.StartsWith("#") && trimmed.TrimStart('#').Trim() is { Length: > 0 } comment
                && !comment.StartsWith("yaml-language-server:"))
                return comment.ToString();
        }
        return null;
    }

    /// <summary>Folder of the user's profiles of a kind.</summary>
    internal string Folder(ProfileKind kind) => kind == ProfileKind.Serving ? _home.ServingProfiles : _home.Profiles;

    internal IEnumerable<string> OwnFiles(ProfileKind kind) => !Directory.Exists(Folder(kind))
        ? []
        : Directory.EnumerateFiles(Folder(kind)).Where(f => Extensions.Contains(Path.GetExtension(f))).Order(StringComparer.Ordinal);

    private static ProfileKind[] Kinds(ProfileKind? kind) => kind is { } one ? [one] : [ProfileKind.Training, ProfileKind.Serving];

    private static bool IsPath(string nameOrPath) =>
        Extensions.Contains(Path.GetExtension(nameOrPath)) || nameOrPath.AsSpan().IndexOfAny('/', '\\') >= 0;

    private static string NameOf(string file) => Path.GetFileNameWithoutExtension(file);

    internal static string FileOf(ModelProfile profile) => profile.Path ?? profile.Name;
}
