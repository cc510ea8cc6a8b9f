namespace ModelOps.Core;

/// <summary>The registry's words for tiers: the enum's names in lower case.</summary>
internal static class TierNames
{
    private static readonly string[] Names = [.. Enum.GetNames<ModelTier>().Select(n => n.ToLowerInvariant())];

    public static string Text(ModelTier tier) => Names[(int)tier];

    public static ModelTier Tier(string text)
    {
        int index = Array.IndexOf(Names, text);
        return index >= 0 ? (ModelTier)index : throw new FormatException($"The registry holds an unknown tier '{text}'.");
    }
}
