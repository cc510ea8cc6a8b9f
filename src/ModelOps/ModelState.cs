namespace ModelOps;

/// <summary>Where a model stands.</summary>
public enum ModelState
{
    /// <summary>Its files are on their way from a hub.</summary>
    Downloading,
    /// <summary>A session trains it.</summary>
    Training,
    /// <summary>Its files are complete and can be used.</summary>
    Completed,
    /// <summary>Its session was stopped or died before the end.</summary>
    Interrupted,
    /// <summary>Its session failed, or its files are damaged.</summary>
    Failed,
    /// <summary>Its files are no longer where the registry says.</summary>
    Missing,
}
