using System.Text.Json;

namespace ModelOps.Core;

/// <summary>The datasets' rows.</summary>
internal sealed class DatasetTable(ModelOpsHome home)
{
    private const string Select =
        "SELECT name, id, format, samples, shape, columns, label_column, classes, task, size_bytes, source, created FROM datasets ";

    /// <summary>Adds a dataset, or replaces the one of its name.</summary>
    public void Save(RegistryConnection connection, Dataset dataset) => connection.Execute(
        "INSERT INTO datasets (name, id, format, samples, shape, columns, label_column, classes, task, size_bytes, source, created) "
        + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (name) DO UPDATE SET name = excluded.name, id = excluded.id, "
        + "format = excluded.format, samples = excluded.samples, shape = excluded.shape, columns = excluded.columns, "
        + "label_column = excluded.label_column, classes = excluded.classes, task = excluded.task, size_bytes = excluded.size_bytes, "
        + "source = excluded.source, created = excluded.created",
        dataset.Name, dataset.Id, dataset.Format, dataset.Samples, JsonSerializer.Serialize(dataset.Shape),
        JsonSerializer.Serialize(dataset.Columns), dataset.LabelColumn, JsonSerializer.Serialize(dataset.Classes), dataset.Task,
        dataset.SizeBytes, dataset.Source, dataset.Created);

    public Dataset? Get(RegistryConnection connection, string name) => connection.First(Select + "WHERE name = $1", Map, name);

    /// <summary>Those whose name matches a wildcard (* and ?), all for null; ordered by name.</summary>
    public List<Dataset> Find(RegistryConnection connection, string? pattern) => pattern is null
        ? connection.Query(Select + "ORDER BY name", Map)
        : connection.Query(Select + "WHERE name LIKE $1 ESCAPE '\\' ORDER BY name", Map, NamePattern.ToLike(pattern));

    public List<string> Names(RegistryConnection connection) =>
        connection.Query("SELECT name FROM datasets ORDER BY name", row => row.Text(0));

    public bool Delete(RegistryConnection connection, string name) =>
        connection.Execute("DELETE FROM datasets WHERE name = $1", name) == 1;

    private Dataset Map(RegistryRow row) => new()
    {
        Name = row.Text(0),
        Id = row.Text(1),
        Format = row.Text(2),
        Samples = row.Long(3),
        Shape = JsonSerializer.Deserialize<int[]>(row.Text(4))!,
        Columns = JsonSerializer.Deserialize<string[]>(row.Text(5))!,
        LabelColumn = row.TextOrNull(6),
        Classes = JsonSerializer.Deserialize<string[]>(row.Text(7))!,
        Task = row.Text(8),
        SizeBytes = row.Long(9),
        Source = row.TextOrNull(10),
        Created = row.Time(11),
        Path = home.Dataset(row.Text(0)),
    };
}
