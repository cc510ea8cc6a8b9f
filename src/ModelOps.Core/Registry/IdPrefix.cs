namespace ModelOps.Core;

/// <summary>Ids as people type them: any beginning of the 64 lower-case hex characters.</summary>
internal static class IdPrefix
{
    /// <summary>Greater than every hex character: an upper bound of all ids with a prefix is the prefix and this.</summary>
    private const char AfterHex = 'g';

    /// <summary>The prefix in lower case, or null where the text can't be one.</summary>
    public static string? Parse(string text)
    {
        if (text.Length is 0 or > 64 || !text.All(char.IsAsciiHexDigit))
            return null;
        return text.ToLowerInvariant();
    }

    public static string End(string prefix) => prefix + AfterHex;
}
