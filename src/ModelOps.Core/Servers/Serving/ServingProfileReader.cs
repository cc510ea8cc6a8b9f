namespace ModelOps.Core;

/// <summary>
/// Reads a serving profile's YAML: kind, tiers (settings under a name), models (each with a tier and settings of its own).
/// </summary>
internal sealed class ServingProfileReader(string name, string path, ProblemList problems)
{
    private static readonly string[] Kinds = ["serving"];
    private readonly List<ServedModel> _models = [];
    private readonly Dictionary<string, string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<int, string> _ports = [];

    public static ServingProfile? Read(string text, string name, string path, ProblemList problems) =>
        Read(YamlTree.Parse(text, problems), name, path, problems);

    public static ServingProfile? Read(YamlNode? root, string name, string path, ProblemList problems) =>
        new ServingProfileReader(name, path, problems).Read(root);

    private ServingProfile? Read(YamlNode? root)
    {
        if (root is not YamlMap map)
        {
            problems.Add(1, "", "must hold keys with values: kind, tiers, models");
            return null;
        }
        var reader = new MapReader(map, "", problems);
        reader.Word("kind", Kinds[0], Kinds);
        var tiers = Maps(reader, "tiers").ToDictionary(t => t.Key, t => Settings(t.Map), StringComparer.Ordinal);
        var servers = Maps(reader, "models").Select(m => Model(m.Key, m.Map, tiers)).OfType<ModelServerRequest>().ToList();
        reader.Done();
        if (map.Find("models") is null)
            problems.Add(1, "models", "is missing: name the models to serve, each with its model");
        return new() { Name = name, Path = path, Servers = servers, Models = _models };
    }

    /// <summary>The named maps that a key holds.</summary>
    private List<(string Key, MapReader Map)> Maps(MapReader parent, string key)
    {
        if (parent.Node(key, "none") is not { IsNull: false } node)
            return [];
        if (node is not YamlMap map)
        {
            problems.Add(node.Line, key, $"must hold names with keys below them, not {YamlValue.Describe(node)}");
            return [];
        }
        var maps = new List<(string, MapReader)>();
        foreach (var entry in map.Entries)
        {
            if (entry.Value is YamlMap value)
                maps.Add((entry.Key, new MapReader(value, KeyPath.Below(key, entry.Key), problems, $"{key}.NAME")));
            else
                problems.Add(
                    entry.Line, KeyPath.Below(key, entry.Key), $"must hold keys with values, not {YamlValue.Describe(entry.Value)}");
        }
        return maps;
    }

    /// <summary>The server of a model; null where it isn't enabled.</summary>
    private ModelServerRequest? Model(string key, MapReader map, Dictionary<string, ModelServerRequest> tiers)
    {
        if (ServerPlan.NameProblem(key) is { } nameProblem)
            problems.Add(map.LineOf("model"), KeyPath.Below("models", key), $"can't be a server's name: {nameProblem}");
        else if (!_names.TryAdd(key, key))
            problems.Add(map.LineOf("model"), KeyPath.Below("models", key), $"is the same server's name as '{_names[key]}': case doesn't tell them apart");
        var model = map.OptionalText("model", text => text.Length > 0 ? null : "must name a model", "required");
        if (model is null && !map.Has("model"))
            map.Problem("model", "is missing: give the path or name of a GGUF file");
        var tier = map.OptionalText("tier", text => tiers.ContainsKey(text) || Tier(text) is not null ? null
            : $"there is no tier '{text}'. {NearestNames.Hint(text, tiers.Keys.Concat(Enum.GetNames<ModelTier>()))}");
        bool enabled = map.Boolean("enabled", true);
        int? port = map.OptionalInteger("port", 1, 65535);
        var own = Settings(map);
        var shared = tier is not null && tiers.TryGetValue(tier, out var settings) ? settings : own;
        if (model is not null)
            _models.Add(new(Locate(model), enabled, tier is null ? null : Tier(tier)));
        if (!enabled)
            return null;
        if (port is { } fixedPort && !_ports.TryAdd(fixedPort, key))
            map.Problem("port", $"is that of '{_ports[fixedPort]}' already: give each its own, or none");
        return own with
        {
            Model = model is null ? "" : Locate(model),
            Name = key,
            ProfileName = name,
            Port = port,
            HostName = own.HostName ?? shared.HostName,
            ContextLength = own.ContextLength ?? shared.ContextLength,
            GpuLayers = own.GpuLayers ?? shared.GpuLayers,
            Threads = own.Threads ?? shared.Threads,
            StartLimit = own.StartLimit ?? shared.StartLimit,
            IdleLimit = own.IdleLimit ?? shared.IdleLimit,
            RestartLimit = own.RestartLimit ?? shared.RestartLimit,
            Arguments = map.Has("arguments") ? own.Arguments : shared.Arguments,
        };
    }

    /// <summary>A tier of the registry by its name.</summary>
    private static ModelTier? Tier(string name) =>
        Enum.TryParse<ModelTier>(name, ignoreCase: true, out var tier) && !char.IsAsciiDigit(name[0]) ? tier : null;

    /// <summary>The settings that a tier and a model may hold.</summary>
    private static ModelServerRequest Settings(MapReader map)
    {
        var request = new ModelServerRequest
        {
            Model = "",
            HostName = map.OptionalText("host", ModelOpsSettings.ServerHost.Problem),
            ContextLength = map.OptionalInteger("context", 1),
            GpuLayers = map.OptionalInteger("gpu_layers", 0),
            Threads = map.OptionalInteger("threads", 1),
            StartLimit = Duration(map, "start_limit", ModelOpsSettings.ServerStartLimit),
            IdleLimit = Duration(map, "idle_limit", ModelOpsSettings.ServerIdleLimit),
            RestartLimit = map.OptionalInteger("restart_limit", 0, 1000),
            Arguments = Texts(map, "arguments"),
        };
        map.Done();
        return request;
    }

    private static TimeSpan? Duration(MapReader map, string key, Setting<TimeSpan> setting) =>
        map.OptionalText(key, setting.Problem) is { } text ? setting.Parse([text], "in a serving profile") : null;

    private static List<string> Texts(MapReader map, string key)
    {
        if (map.Node(key, "[]", () => KeyShape.List(KeyShape.Scalar(), 0, 100).OrNull()) is not { IsNull: false } node)
            return [];
        var items = map.Items(node, key, 0, 100);
        if (items.Any(i => i is not YamlScalar))
            map.Problem(key, "must be a list of texts, such as [--parallel, 4]");
        var texts = items.OfType<YamlScalar>().Select(i => i.Value).ToList();
        if (ServerCommandLine.Reserved(texts) is { } reserved)
            map.Problem(key, $"can't hold {reserved}: ModelOps sets it itself; model, host and port are keys of their own");
        return texts;
    }

    /// <summary>A model's path; one that begins with a dot is relative to the profile's file.</summary>
    private string Locate(string model) =>
        model.StartsWith('.') ? Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, model)) : model;
}
