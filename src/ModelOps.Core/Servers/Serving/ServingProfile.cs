namespace ModelOps.Core;

/// <summary>Which models are served together, and how.</summary>
public sealed record ServingProfile
{
    public required string Name { get; init; }
    /// <summary>File it was read from.</summary>
    public required string Path { get; init; }
    /// <summary>The servers of its enabled models, with their tiers' settings applied.</summary>
    public required IReadOnlyList<ModelServerRequest> Servers { get; init; }
}

/// <summary>What came of one server of a serving profile: it is ready, or could not be brought up.</summary>
/// <param name="Name">The server's name.</param>
/// <param name="Server">The server where it is ready.</param>
/// <param name="Error">What went wrong where it isn't.</param>
public sealed record ServingResult(string Name, ModelServer? Server, ModelOpsException? Error);
