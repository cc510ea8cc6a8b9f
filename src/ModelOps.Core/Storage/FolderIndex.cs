namespace ModelOps.Core;

/// <summary>
/// What lies in folders (datasets, slots) with rows in the registry as an index of them. The folders are the truth: rows are corrected
/// where they disagree. Names differ by more than the case of their letters.
/// </summary>
/// <param name="registry">The registry.</param>
/// <param name="parent">Folder that holds one folder each.</param>
/// <param name="read">Reads what a folder holds; null where it is not there, Damaged where it can't be read.</param>
/// <param name="nameOf">Its name: the folder's.</param>
/// <param name="rows">Every row, ordered by name.</param>
/// <param name="save">Adds or replaces a row.</param>
/// <param name="delete">Deletes a row by name.</param>
internal sealed class FolderIndex<T>(
    RegistryDatabase registry, string parent, Func<string, T?> read, Func<T, string> nameOf,
    Func<RegistryConnection, List<T>> rows, Action<RegistryConnection, T> save, Action<RegistryConnection, string> delete)
    where T : class
{
    /// <summary>Names of the folders, in order.</summary>
    public List<string> Names() => FolderDraft.Names(parent);

    /// <summary>The folder's name for a name in letters of any case; null where there is none.</summary>
    public string? FolderName(string name) => Names().Find(n => n.Equals(name, StringComparison.OrdinalIgnoreCase));

    public string FolderOf(string name) => Path.Combine(parent, name);

    /// <summary>What the folder of a name holds; null where there is none, Damaged where it can't be read.</summary>
    public T? Get(string name) => FolderName(name) is { } folder ? read(FolderOf(folder)) : null;

    /// <summary>
    /// Those whose name matches a wildcard, ordered by name. A damaged folder has no row; <see cref="Get"/> says what is wrong with it.
    /// </summary>
    public IReadOnlyList<T> Find(string? pattern)
    {
        var names = Names();
        var found = registry.Read(rows);
        var stale = found.Select(nameOf).Except(names, StringComparer.Ordinal).ToList();
        var missing = names.Except(found.Select(nameOf), StringComparer.Ordinal).Select(n => TryRead(FolderOf(n))).OfType<T>().ToList();
        if (stale.Count + missing.Count > 0)
            found = TryCorrect(stale, missing) ?? [.. found.Where(item => names.Contains(nameOf(item))), .. missing];
        return found.Where(item => Wildcard.Matches(pattern, nameOf(item))).OrderBy(nameOf, StringComparer.OrdinalIgnoreCase).ToList();
    }

    /// <summary>What a folder holds; null where it is not there or damaged.</summary>
    public T? TryRead(string folder)
    {
        try
        {
            return read(folder);
        }
        catch (ModelOpsException e) when (e.Kind == ErrorKind.Damaged)
        {
            return null;
        }
    }

    /// <summary>Null where it can't be written: the folders are the truth, and the rows can wait.</summary>
    private List<T>? TryCorrect(List<string> stale, List<T> missing)
    {
        try
        {
            return registry.Write(connection => Correct(connection, stale, missing));
        }
        catch (ModelOpsException error) when (RegistryErrors.IsUnwritable(error))
        {
            return null;
        }
    }

    private List<T> Correct(RegistryConnection connection, List<string> stale, List<T> missing)
    {
        foreach (var name in stale.Where(n => !Directory.Exists(FolderOf(n))))
            delete(connection, name);
        foreach (var item in missing.Where(i => Directory.Exists(FolderOf(nameOf(i)))))
            save(connection, item);
        return rows(connection);
    }
}
