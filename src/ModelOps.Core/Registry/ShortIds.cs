namespace ModelOps.Core;

/// <summary>
/// Gives the rows of a table with the columns id and short_number the ids that people see: the first 8 characters of the id, and, where
/// other rows have these, a number after them (-2, -3, …) that is greater than theirs. A row keeps its number, and of ids that have
/// collided none gets another's, gone or not.
/// </summary>
internal sealed class ShortIds(ModelOpsHome home, string table)
{
    public const int Length = 8;

    private readonly ShortIdFile file = new(home.ShortIdFile);

    public static string Text(string id, long number) =>
        number == 1 ? id[..Length] : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{id[..Length]}-{number}");

    /// <summary>
    /// The number for an id about to be inserted, in the caller's transaction: what it had before where it comes again, or the registry was
    /// lost and is filled again; else one that none had.
    /// </summary>
    public int Add(RegistryConnection connection, string id)
    {
        var taken = connection.Query(
            $"SELECT id, short_number FROM {table} WHERE id >= $1 AND id < $2", row => (Id: row.Text(0), Number: row.Int(1)),
            id[..Length], TypedId.End(id[..Length]));
        var noted = file.Read(table);
        if (noted.TryGetValue(id, out int before) && !taken.Exists(other => other.Number == before))
            return before;
        var given = noted.Where(other => other.Key.StartsWith(id[..Length], StringComparison.Ordinal)).Select(other => other.Value)
            .Concat(taken.Select(other => other.Number)).ToList();
        if (given.Count == 0)
            return 1;
        int number = given.Max() + 1;
        file.Add(table, [.. taken, (id, number)]);
        return number;
    }
}
