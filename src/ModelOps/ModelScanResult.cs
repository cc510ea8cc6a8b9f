namespace ModelOps;

/// <summary>What a scan found of a model.</summary>
public enum ModelScanStatus
{
    /// <summary>New in the registry.</summary>
    Added,
    /// <summary>Its files are others than at the last scan, or are back.</summary>
    Changed,
    /// <summary>Its files are what they were at the last scan; they were not opened.</summary>
    Unchanged,
    /// <summary>Its files are gone; the registry keeps it as missing.</summary>
    Missing,
    /// <summary>The files can't be used as a model; <see cref="ModelScanResult.Reason"/> says why.</summary>
    Refused,
}

/// <summary>One model, or one file that could have been one, of a scan.</summary>
public sealed record ModelScanResult
{
    /// <summary>What it is to the registry.</summary>
    public required ModelScanStatus Status { get; init; }
    /// <summary>Name the model has, or would have.</summary>
    public required string Name { get; init; }
    /// <summary>Id of the model in the registry; null where there is none.</summary>
    public string? Id { get; init; }
    /// <summary>The file, the first of several files, or the folder it is about.</summary>
    public required string Path { get; init; }
    /// <summary>Why it was refused; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Status}: {Path}";
}
