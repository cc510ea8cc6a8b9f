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

    /// <summary>Profiles whose name matches a wildcard; a user's own hides a shipped one of the same name. Ordered by name.</summary>
    public IReadOnlyList<ModelProfile> Find(string? pattern = null)
    {
        var own = OwnFiles().Where(f => Wildcard.Matches(pattern, NameOf(f))).Select(f => Describe(NameOf(f), f, ReadText(f))).ToList();
        var taken = own.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var shipped = ShippedProfiles.All.Where(s => !taken.Contains(s.Key) && Wildcard.Matches(pattern, s.Key)).Select(s => Describe(s.Key, null, s.Value));
        return own.Concat(shipped).OrderBy(p => p.Name, StringComparer.Ordinal).ToList();
    }

    /// <summary>A profile by name or by path of a YAML file; NotFound with the nearest names.</summary>
    public ModelProfile Get(string nameOrPath)
    {
        if (IsPath(nameOrPath))
        {
            if (!File.Exists(nameOrPath))
                throw Error.Of(ErrorKind.NotFound, "ProfileFileNotFound", nameOrPath);
            var path = Path.GetFullPath(nameOrPath);
            return Describe(NameOf(path), path, ReadText(path));
        }
        if (OwnFiles().FirstOrDefault(f => NameOf(f) == nameOrPath) is { } own)
            return Describe(nameOrPath, own, ReadText(own));
        if (ShippedProfiles.All.TryGetValue(nameOrPath, out var text))
            return Describe(nameOrPath, null, text);
        throw Error.NotFound("ProfileNotFound", nameOrPath, OwnFiles().Select(NameOf).Concat(ShippedProfiles.All.Keys));
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
        Check(profile.Text, profile.Name, overrides, dataset, problems, out var plan);
        return new ProfileTestResult(profile.Name, !problems.Any, problems.InOrder, plan?.Parameters);
    }

    /// <summary>The YAML of a checked profile with every key written out: what a session keeps, and reads back with <see cref="FromYaml"/>.</summary>
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
        if (parsed is not null && !problems.Any && dataset is not null)
            plan = ProfileFit.Check(parsed, dataset, new ProfileLines(text, overrides), problems);
        return problems.Any ? null : parsed;
    }

    internal static ProfileException Invalid(string name, IReadOnlyList<ProfileProblem> problems)
    {
        var list = new StringBuilder();
        foreach (var problem in problems)
            list.Append("\n  ").Append(problem);
        return new ProfileException(Error.Text("ProfileInvalid", name, problems.Count == 1 ? "a problem" : $"{problems.Count} problems", list), problems, name);
    }

    private static ModelProfile Describe(string name, string? path, string text)
    {
        var parsed = Check(text, name, null, null, new ProblemList(name), out _);
        return new ModelProfile
        {
            Name = name,
            Path = path,
            Shipped = path is null,
            Network = parsed?.Network.Family,
            DatasetName = parsed?.Data.Dataset,
            Epochs = parsed?.Epochs,
            Batch = parsed?.Batch,
            Description = FirstComment(text),
            Text = text,
        };
    }

    /// <summary>The file's text, or, of one too long to be a profile, enough of it to be refused.</summary>
    private static string ReadText(string path)
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
            if (trimmed.StartsWith("#") && trimmed.TrimStart('#').Trim() is { Length: > 0 } comment)
                return comment.ToString();
        }
        return null;
    }

    private IEnumerable<string> OwnFiles() => !Directory.Exists(_home.Profiles)
        ? []
        : Directory.EnumerateFiles(_home.Profiles).Where(f => Extensions.Contains(Path.GetExtension(f))).Order(StringComparer.Ordinal);

    private static bool IsPath(string nameOrPath) =>
        Extensions.Contains(Path.GetExtension(nameOrPath)) || nameOrPath.AsSpan().IndexOfAny('/', '\\') >= 0;

    private static string NameOf(string file) => Path.GetFileNameWithoutExtension(file);

    private static string FileOf(ModelProfile profile) => profile.Path ?? profile.Name;
}
