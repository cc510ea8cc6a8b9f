namespace ModelOps.Core;

/// <summary>
/// Keeps, for the rows of a table with the columns id and short_length, how many characters of an id tell it from all others.
/// The longest common prefix of an id with any other is the one with a neighbour in the order of ids.
/// </summary>
internal static class ShortIds
{
    private const int Shortest = 8;

    /// <summary>The length for an id about to be inserted; its neighbours' get longer where they must.</summary>
    public static int Add(RegistryConnection connection, string table, string id)
    {
        int length = Shortest;
        foreach (var neighbour in Neighbours(connection, table, id))
        {
            int needed = CommonPrefix(id, neighbour) + 1;
            length = Math.Max(length, needed);
            if (needed > Shortest)
                connection.Execute($"UPDATE {table} SET short_length = max(short_length, $2) WHERE id = $1", neighbour, (long)needed);
        }
        return Math.Min(length, id.Length);
    }

    /// <summary>Makes the neighbours of an id that was deleted as short as they can be now.</summary>
    public static void Removed(RegistryConnection connection, string table, string id)
    {
        foreach (var neighbour in Neighbours(connection, table, id))
        {
            int length = Neighbours(connection, table, neighbour).Select(n => CommonPrefix(n, neighbour) + 1).Append(Shortest).Max();
            connection.Execute($"UPDATE {table} SET short_length = $2 WHERE id = $1 AND short_length <> $2", neighbour, (long)length);
        }
    }

    private static List<string> Neighbours(RegistryConnection connection, string table, string id) =>
        connection.Query(
            $"SELECT * FROM (SELECT id FROM {table} WHERE id < $1 ORDER BY id DESC LIMIT 1) UNION ALL "
            + $"SELECT * FROM (SELECT id FROM {table} WHERE id > $1 ORDER BY id LIMIT 1)", row => row.Text(0), id);

    private static int CommonPrefix(string a, string b) => a.AsSpan().CommonPrefixLength(b);
}
