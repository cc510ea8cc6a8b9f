namespace ModelOps;

/// <summary>How much a model can do and how much it asks of the machine. Guessed from its size; docs/scanning.md has the rule.</summary>
public enum ModelTier
{
    /// <summary>Fewer than 5 billion parameters.</summary>
    Fast,
    /// <summary>5 to 20 billion parameters.</summary>
    Balanced,
    /// <summary>20 billion parameters and more.</summary>
    Powerful,
}
