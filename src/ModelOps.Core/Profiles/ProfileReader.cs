namespace ModelOps.Core;

/// <summary>
/// Reads a profile's YAML to a checked record. Every problem goes to the list; the record counts only where there are none.
/// </summary>
internal sealed class ProfileReader
{
    private readonly ProblemList _problems;
    private readonly string _name;

    private ProfileReader(ProblemList problems, string name)
    {
        _problems = problems;
        _name = name;
    }

    /// <summary>Null where the text has no keys at all. <paramref name="name"/> is the profile's where it doesn't give one.</summary>
    public static TrainingProfile? Read(string text, string name, IReadOnlyDictionary<string, string>? overrides, ProblemList problems)
    {
        var root = YamlTree.Parse(text, problems);
        return root is null && problems.Any ? null : Read(root, name, overrides, problems);
    }

    /// <inheritdoc cref="Read(string, string, IReadOnlyDictionary{string, string}?, ProblemList)"/>
    public static TrainingProfile? Read(YamlNode? root, string name, IReadOnlyDictionary<string, string>? overrides, ProblemList problems)
    {
        if (root is not YamlMap map)
        {
            problems.Add(root?.Line ?? 1, "network", "the profile is empty or no list of keys; it needs at least a network");
            return null;
        }
        ProfileOverrides.Apply(map, overrides ?? new Dictionary<string, string>(), problems);
        return new ProfileReader(problems, name).Profile(new MapReader(map, "", problems));
    }

    private TrainingProfile Profile(MapReader root)
    {
        var byDefault = new TrainingProfile { Name = _name, Network = new MlpSpecification() };
        if (!root.Has("name") && NameProblem(_name) is { } problem)
            root.Problem("name", $"{problem}; the file's name is taken where the key is absent");
        var agent = AgentReader.Read(root);
        var profile = new TrainingProfile
        {
            Name = root.OptionalText("name", NameProblem, "the file's name") ?? _name,
            Network = Network(root),
            Agent = agent,
            Data = agent is null ? Data(root.Map("data")) : byDefault.Data,
            Loss = agent is null ? LossReader.Read(root.Map("loss")) : byDefault.Loss,
            Optimizer = Optimizer(root.Map("optimizer")),
            Schedule = ScheduleReader.Read(root.Map("schedule"), plateau: agent is null),
            Epochs = agent?.Epochs ?? root.Integer("epochs", byDefault.Epochs, 1),
            Batch = root.Integer("batch", byDefault.Batch, 1),
            Accumulate = agent is null ? root.Integer("accumulate", byDefault.Accumulate, 1) : byDefault.Accumulate,
            Precision = root.Word("precision", byDefault.Precision, agent is null ? ProfileValues.Precisions : ["fp32"]),
            Seed = root.Integer("seed", byDefault.Seed, 0, long.MaxValue),
            Device = root.OptionalText("device", ProfileValues.DeviceProblem, byDefault.Device) ?? byDefault.Device,
            Threads = root.Integer("threads", byDefault.Threads, 0, ProfileValues.MaxThreads),
            StartFrom = root.OptionalText("start_from", ProfileValues.SourceProblem),
            Checkpoint = Checkpoint(root.Map("checkpoint"), agent is null ? ProfileValues.Metrics : ProfileValues.AgentMetrics),
            EarlyStopping = agent is null ? EarlyStopping(root) : null,
        };
        root.Done();
        return profile;
    }

    private NetworkSpecification Network(MapReader root)
    {
        if (root.Has("network"))
            return NetworkReader.Read(root.Map("network"));
        root.Map("network");
        _problems.Add(1, "network", "is missing: give a family, as in 'network: { family: mlp, hidden: [64] }', or a list of layers");
        return new MlpSpecification();
    }

    private static DataSettings Data(MapReader data)
    {
        var byDefault = new DataSettings();
        var settings = new DataSettings
        {
            Dataset = data.OptionalText("dataset", NameProblem),
            Train = data.Number("train", byDefault.Train, NumberRange.Within(0, 1)),
            Seed = data.Integer("seed", byDefault.Seed, 0, long.MaxValue),
            Normalize = data.Boolean("normalize", byDefault.Normalize),
            Shape = data.OptionalIntegers("shape", 1, ProfileValues.MaxWidth, 1, ProfileValues.MaxDimensions),
            Augment = Augment(data.Map("augment")),
        };
        data.Done();
        return settings;
    }

    private static AugmentSettings Augment(MapReader augment)
    {
        var byDefault = new AugmentSettings();
        var settings = new AugmentSettings
        {
            Flip = augment.Boolean("flip", byDefault.Flip),
            Crop = augment.Integer("crop", byDefault.Crop, 0, ProfileValues.MaxKernel),
        };
        augment.Done();
        return settings;
    }

    private static OptimizerSettings Optimizer(MapReader optimizer)
    {
        var byDefault = new OptimizerSettings();
        var settings = new OptimizerSettings
        {
            Name = optimizer.Word("name", byDefault.Name, ProfileValues.Optimizers),
            Lr = optimizer.Number("lr", byDefault.Lr, NumberRange.Above(0)),
            WeightDecay = optimizer.Number("weight_decay", byDefault.WeightDecay, NumberRange.AtLeast(0)),
            Momentum = optimizer.Number("momentum", byDefault.Momentum, NumberRange.Below(0, 1)),
            Betas = optimizer.Numbers("betas", byDefault.Betas, NumberRange.Below(0, 1)),
            Eps = optimizer.Number("eps", byDefault.Eps, NumberRange.Above(0)),
            ClipNorm = optimizer.OptionalNumber("clip_norm", NumberRange.Above(0)),
        };
        bool sgd = settings.Name == "sgd";
        if (!sgd && settings.Momentum != byDefault.Momentum)
            optimizer.Problem("momentum", $"is for sgd; {settings.Name} has betas");
        if (sgd && !settings.Betas.SequenceEqual(byDefault.Betas))
            optimizer.Problem("betas", "is for adam and adamw; sgd has momentum");
        if (sgd && settings.Eps != byDefault.Eps)
            optimizer.Problem("eps", "is for adam and adamw");
        optimizer.Done();
        return settings;
    }

    private static CheckpointSettings Checkpoint(MapReader checkpoint, string[] metrics)
    {
        var byDefault = new CheckpointSettings();
        var settings = new CheckpointSettings
        {
            EveryEpochs = checkpoint.Integer("every_epochs", byDefault.EveryEpochs, 1),
            EverySteps = checkpoint.Integer("every_steps", byDefault.EverySteps, 0),
            Keep = checkpoint.Integer("keep", byDefault.Keep, 1),
            Best = checkpoint.OptionalWord("best", metrics),
        };
        checkpoint.Done();
        return settings;
    }

    private static EarlyStoppingSettings? EarlyStopping(MapReader root)
    {
        const string key = "early_stopping";
        bool wanted = root.Node(key, "null") is { IsNull: false };
        var byDefault = new EarlyStoppingSettings();
        var stopping = root.Map(key);
        var settings = new EarlyStoppingSettings
        {
            Metric = stopping.Word("metric", byDefault.Metric, ProfileValues.Metrics),
            Patience = stopping.Integer("patience", byDefault.Patience, 1),
        };
        stopping.Done();
        return wanted ? settings : null;
    }

    private static string? NameProblem(string name) =>
        StoredName.Problem(name) is { } problem ? $"'{name}' can't be a name: {problem}" : null;
}
