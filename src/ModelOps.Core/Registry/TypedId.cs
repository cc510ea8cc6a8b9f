using System.Globalization;

namespace ModelOps.Core;

/// <summary>An id as people type it: any beginning of the 64 lower-case hex characters, or a short id with its number.</summary>
internal sealed record TypedId
{
    /// <summary>Greater than every hex character: an upper bound of all ids with a prefix is the prefix and this.</summary>
    private const char AfterHex = 'g';
    private const int Longest = 64;

    private TypedId(string prefix, int? number) => (Prefix, Number) = (prefix, number);

    /// <summary>In lower case.</summary>
    public string Prefix { get; }

    /// <summary>The number after a short id; null where none was typed.</summary>
    public int? Number { get; }

    /// <summary>The number of the one row that is shown as just this; null where the text is no short id.</summary>
    public int? ShortNumber => Number ?? (Prefix.Length == ShortIds.Length ? 1 : null);

    public bool IsWhole => Prefix.Length == Longest;

    /// <summary>Null where the text can't be an id.</summary>
    public static TypedId? Parse(string text)
    {
        int hex = text.AsSpan().IndexOfAnyExcept("0123456789abcdefABCDEF");
        if (hex < 0)
            return text.Length is 0 or > Longest ? null : new(text.ToLowerInvariant(), null);
        if (hex != ShortIds.Length || text[hex] != '-')
            return null;
        return int.TryParse(text.AsSpan(hex + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 1
            ? new(text[..hex].ToLowerInvariant(), number)
            : null;
    }

    public static string End(string prefix) => prefix + AfterHex;

    /// <summary>
    /// The rows that are meant, at most <paramref name="limit"/>: the one that is shown as what was typed, else all that begin so.
    /// </summary>
    /// <param name="connection">Of the registry.</param>
    /// <param name="select">SELECT … FROM a table with the columns id and short_number, with a space at its end.</param>
    /// <param name="map">Makes an item of a row.</param>
    /// <param name="limit">How many candidates are wanted.</param>
    public List<T> Find<T>(RegistryConnection connection, string select, Func<RegistryRow, T> map, int limit)
    {
        if (ShortNumber is { } number)
        {
            var shown = connection.Query(
                select + "WHERE id >= $1 AND id < $2 AND short_number = $3", map, Prefix, End(Prefix), (long)number);
            if (shown.Count > 0 || Number is not null)
                return shown;
        }
        return connection.Query(select + "WHERE id >= $1 AND id < $2 ORDER BY id LIMIT $3", map, Prefix, End(Prefix), (long)limit);
    }
}
