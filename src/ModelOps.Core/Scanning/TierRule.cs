namespace ModelOps.Core;

/// <summary>The tier of a model nobody has given one: by its number of parameters. Documented in docs/scanning.md.</summary>
internal static class TierRule
{
    private const long Balanced = 5_000_000_000;
    private const long Powerful = 20_000_000_000;

    public static ModelTier Guess(long parameters) => parameters switch
    {
        >= Powerful => ModelTier.Powerful,
        >= Balanced => ModelTier.Balanced,
        _ => ModelTier.Fast,
    };
}
