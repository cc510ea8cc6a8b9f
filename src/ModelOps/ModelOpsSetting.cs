namespace ModelOps;

/// <summary>Where a setting's value came from, from the weakest to the strongest.</summary>
public enum SettingSource
{
    /// <summary>Nothing else says anything.</summary>
    Default,
    /// <summary>settings.yaml in MODELOPS_HOME.</summary>
    File,
    /// <summary>Its environment variable.</summary>
    Environment,
}

/// <summary>A setting as it is in force. A cmdlet's parameter is stronger than all of its sources.</summary>
public sealed record ModelOpsSetting
{
    /// <summary>Its name: server.start_limit.</summary>
    public required string Key { get; init; }
    /// <summary>The value in force, as it is written in settings.yaml; items of a list are joined by the system's path separator.</summary>
    public required string Value { get; init; }
    /// <summary>Where the value came from.</summary>
    public required SettingSource Source { get; init; }
    /// <summary>The file with the line, or the environment variable, that the value came from; null for a default.</summary>
    public string? Origin { get; init; }
    /// <summary>The value where nothing else says anything.</summary>
    public required string Default { get; init; }
    /// <summary>What may be written: a duration from 1s to 1h.</summary>
    public required string Allowed { get; init; }
    /// <summary>Environment variable that is stronger than the file.</summary>
    public required string EnvironmentVariable { get; init; }
    /// <summary>What it is for.</summary>
    public required string Description { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Key}={Value}";
}
