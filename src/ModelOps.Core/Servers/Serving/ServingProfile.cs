namespace ModelOps.Core;

/// <summary>Which models are served together, and how.</summary>
public sealed record ServingProfile
{
    public required string Name { get; init; }
    /// <summary>File it was read from.</summary>
    public required string Path { get; init; }
    /// <summary>All models that it names.</summary>
    public required IReadOnlyList<ServedModel> Models { get; init; }
    /// <summary>The servers of its enabled models, with their tiers' settings applied.</summary>
    public required IReadOnlyList<ModelServerRequest> Servers { get; init; }
}

/// <summary>A model that a serving profile names.</summary>
/// <param name="Model">Its file, id or name.</param>
/// <param name="Enabled">Whether it is to be served.</param>
/// <param name="Tier">The tier that it has from then on; null where the profile's tier is none of the registry's.</param>
public sealed record ServedModel(string Model, bool Enabled, ModelTier? Tier);

/// <summary>What came of one server of a serving profile: it is ready, or could not be brought up.</summary>
/// <param name="Name">The server's name.</param>
/// <param name="Server">The server where it is ready.</param>
/// <param name="Error">What went wrong where it isn't.</param>
public sealed record ServingResult(string Name, ModelServer? Server, ModelOpsException? Error);
