namespace ModelOps;

/// <summary>What a profile is for.</summary>
public enum ProfileKind
{
    /// <summary>Says what to train and how.</summary>
    Training,
    /// <summary>Says which models are served together, and how.</summary>
    Serving,
}

/// <summary>A profile: the YAML file that says what to train or to serve, and how.</summary>
public sealed record ModelProfile
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }
    /// <summary>What it is for.</summary>
    public ProfileKind Kind { get; init; }
    /// <summary>File it was read from; null for a shipped sample that the user has no copy of.</summary>
    public string? Path { get; init; }
    /// <summary>True for a sample that ships with ModelOps.</summary>
    public bool Shipped { get; init; }
    /// <summary>Family of its network: mlp, cnn, layers; null where the file has problems.</summary>
    public string? Network { get; init; }
    /// <summary>Dataset it names, if any.</summary>
    public string? DatasetName { get; init; }
    /// <summary>Epochs it trains; null where the file has problems.</summary>
    public int? Epochs { get; init; }
    /// <summary>Examples in a step; null where the file has problems.</summary>
    public int? Batch { get; init; }
    /// <summary>Servers that a serving profile brings up, by name; empty for a training profile.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];
    /// <summary>First comment line of the file.</summary>
    public string? Description { get; init; }
    /// <summary>The file's text.</summary>
    public required string Text { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>One thing that is wrong with a profile.</summary>
/// <param name="File">File the profile was read from, or its name for a shipped one.</param>
/// <param name="Line">Line in the file, from 1; 0 for a value given by an override.</param>
/// <param name="Key">Path of the key: optimizer.lr, network.layers[2].out.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record ProfileProblem(string File, int Line, string Key, string Message)
{
    /// <inheritdoc/>
    public override string ToString() =>
        (Line > 0 ? $"{File}:{Line}: " : $"{File}: ") + (Key.Length > 0 ? $"{Key}: " : "") + Message;
}

/// <summary>What a check of a profile found.</summary>
/// <param name="Name">The profile's name.</param>
/// <param name="Valid">True where no problem was found.</param>
/// <param name="Problems">All problems, in the file's order.</param>
/// <param name="Parameters">Trainable parameters of the network, where a dataset was given and all is well.</param>
public sealed record ProfileTestResult(string Name, bool Valid, IReadOnlyList<ProfileProblem> Problems, long? Parameters);
