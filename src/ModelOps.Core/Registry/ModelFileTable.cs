namespace ModelOps.Core;

/// <summary>A file of a model as the registry knows it.</summary>
/// <param name="File">Path, size and time when the model was registered.</param>
/// <param name="Sha256">Its hash, where it was taken.</param>
internal sealed record KnownFile(FoundFile File, string? Sha256);

/// <summary>A model of whose files the registry knows.</summary>
internal sealed record KnownModel(string Id, string Name, ModelState State, string Path, string WeightsPath)
{
    /// <summary>Its files, in the order they were registered: weights first.</summary>
    public List<KnownFile> Files { get; } = [];
}

/// <summary>The files of scanned and imported models, and the folders that were scanned.</summary>
internal sealed class ModelFileTable(ModelOpsHome home, ModelTable models)
{
    /// <summary>Replaces what is known of a model's files.</summary>
    public void Set(RegistryConnection connection, string id, IEnumerable<KnownFile> files)
    {
        long key = models.Key(connection, id) ?? throw new InvalidOperationException($"There is no model {id}.");
        connection.Execute("DELETE FROM model_files WHERE model = $1", key);
        long position = 0;
        foreach (var (file, sha256) in files)
        {
            connection.Execute(
                "INSERT INTO model_files (model, position, path, size_bytes, modified, sha256) VALUES ($1, $2, $3, $4, $5, $6)",
                key, position++, home.ToStored(file.Path), file.Bytes, file.Modified, sha256);
        }
    }

    /// <summary>The files of a model; none where it is a trained one.</summary>
    public List<KnownFile> Of(RegistryConnection connection, string id) => connection.Query(
        "SELECT path, size_bytes, modified, sha256 FROM model_files WHERE model = (SELECT key FROM models WHERE id = $1) ORDER BY position",
        row => new KnownFile(new(home.FromStored(row.Text(0)), row.Long(1), row.Long(2)), row.TextOrNull(3)), id);

    /// <summary>Id of the model that a file belongs to; null where the registry knows none.</summary>
    public string? ModelAt(RegistryConnection connection, string path) => connection.Query(
        "SELECT id FROM model_files JOIN models ON model = key WHERE model_files.path = $1 LIMIT 1", row => row.Text(0),
        home.ToStored(path)).FirstOrDefault();

    /// <summary>The models in place that have files under a folder, by id.</summary>
    public Dictionary<string, KnownModel> Under(RegistryConnection connection, string folder)
    {
        var found = new Dictionary<string, KnownModel>(StringComparer.Ordinal);
        var stored = home.ToStored(folder);
        if (stored != ".")
            AddUnder(connection, found,
                stored.TrimEnd('/', Path.DirectorySeparatorChar) + (Path.IsPathRooted(stored) ? Path.DirectorySeparatorChar : '/'));
        // A folder that holds the home: what lies in the home has paths relative to it.
        if (stored == "."
            || home.Path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            AddUnder(connection, found, "");
        return found;
    }

    private void AddUnder(RegistryConnection connection, Dictionary<string, KnownModel> found, string prefix)
    {
        var end = prefix.Length > 0 ? prefix[..^1] + (char)(prefix[^1] + 1) : "\uFFFF";
        connection.Query(
            "SELECT id, name, state, models.path, weights, model_files.path, model_files.size_bytes, modified, model_files.sha256 "
            + "FROM model_files JOIN models ON model = key WHERE model_files.path >= $1 AND model_files.path < $2 ORDER BY model, position",
            row => Add(found, row, prefix), prefix, end);
    }

    public static void SetFolder(RegistryConnection connection, string folder, bool recurse) => connection.Execute(
        "INSERT OR REPLACE INTO model_folders (path, recurse, scanned) VALUES ($1, $2, $3)", folder, recurse, DateTime.UtcNow);

    public static List<(string Path, bool Recurse)> Folders(RegistryConnection connection) =>
        connection.Query("SELECT path, recurse FROM model_folders ORDER BY path", row => (row.Text(0), row.Long(1) != 0));

    private bool Add(Dictionary<string, KnownModel> found, RegistryRow row, string prefix)
    {
        var id = row.Text(0);
        var folder = row.Text(3);
        if (ModelTable.IsKept(folder) || (prefix.Length == 0 && Path.IsPathRooted(folder)))
            return false;
        if (!found.TryGetValue(id, out var model))
        {
            var path = home.FromStored(folder);
            var weights = row.TextOrNull(4) is { } stored ? home.FromStored(stored) : Path.Combine(path, ModelStore.WeightsFile);
            found.Add(id, model = new(id, row.Text(1), StateNames.Model(row.Text(2)), path, weights));
        }
        model.Files.Add(new(new(home.FromStored(row.Text(5)), row.Long(6), row.Long(7)), row.TextOrNull(8)));
        return true;
    }
}
