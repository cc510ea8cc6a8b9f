namespace ModelOps.Core;

/// <summary>The slots' rows.</summary>
internal sealed class SlotTable(ModelOpsHome home)
{
    private const string Select =
        "SELECT name, model_id, model_name, network, metrics, dataset_name, step, size_bytes, sha256, created, "
        + "(SELECT short_number FROM models WHERE models.id = slots.model_id) FROM slots ";

    /// <summary>Adds a slot, or replaces the one of its name.</summary>
    public void Save(RegistryConnection connection, ModelSlot slot) => connection.Execute(
        "INSERT INTO slots (name, model_id, model_name, network, metrics, dataset_name, step, size_bytes, sha256, created) "
        + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (name) DO UPDATE SET name = excluded.name, model_id = excluded.model_id, "
        + "model_name = excluded.model_name, network = excluded.network, metrics = excluded.metrics, dataset_name = excluded.dataset_name, "
        + "step = excluded.step, size_bytes = excluded.size_bytes, sha256 = excluded.sha256, created = excluded.created",
        slot.Name, slot.ModelId, slot.ModelName, slot.Network, MetricValues.ToJson(slot.Metrics), slot.DatasetName, slot.Step,
        slot.SizeBytes, slot.Sha256, slot.Created);

    public ModelSlot? Get(RegistryConnection connection, string name) => connection.First(Select + "WHERE name = $1", Map, name);

    /// <summary>Those whose name matches a wildcard (* and ?), all for null; ordered by name.</summary>
    public List<ModelSlot> Find(RegistryConnection connection, string? pattern) => pattern is null
        ? connection.Query(Select + "ORDER BY name", Map)
        : connection.Query(Select + "WHERE name LIKE $1 ESCAPE '\\' ORDER BY name", Map, NamePattern.ToLike(pattern));

    public List<string> Names(RegistryConnection connection) =>
        connection.Query("SELECT name FROM slots ORDER BY name", row => row.Text(0));

    public bool Delete(RegistryConnection connection, string name) =>
        connection.Execute("DELETE FROM slots WHERE name = $1", name) == 1;

    private ModelSlot Map(RegistryRow row) => new()
    {
        Name = row.Text(0),
        ModelId = row.Text(1),
        ModelShortId = ShortIds.Text(row.Text(1), row.LongOrNull(10) ?? 1),
        ModelName = row.Text(2),
        Network = row.Text(3),
        Metrics = row.Metrics(4),
        DatasetName = row.TextOrNull(5),
        Step = row.Long(6),
        SizeBytes = row.Long(7),
        Sha256 = row.Text(8),
        Created = row.Time(9),
        Path = home.Slot(row.Text(0)),
    };
}
