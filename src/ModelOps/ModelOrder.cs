namespace ModelOps;

/// <summary>What models can be listed by.</summary>
public enum ModelOrder
{
    /// <summary>When they were registered.</summary>
    Created,
    /// <summary>Their names.</summary>
    Name,
    /// <summary>Their number of parameters.</summary>
    Parameters,
    /// <summary>The bytes of their weights.</summary>
    Size,
}
