namespace ModelOps.Core;

/// <summary>The models' rows.</summary>
internal sealed class ModelTable(ModelOpsHome home)
{
    private readonly ShortIds shortIds = new(home, "models");

    /// <summary>How the paths of folders begin that are ModelOps's own (see <see cref="ModelOpsHome.Models"/>).</summary>
    private const string KeptModels = "models/";
    private const string Select =
        "SELECT id, short_number, name, network, state, format, parameters, size_bytes, sha256, metrics, dataset_name, profile_name, "
        + "session_id, created, completed, path, weights, architecture, context_length, quantization, tier, thinking, enabled, description, "
        + "tags FROM models ";

    /// <summary>
    /// Adds a row; the model as it is then, with its short id and guessed tier. What users set (<see cref="ModelSettingsTable"/>) begins
    /// empty, whatever <paramref name="model"/> says of it.
    /// </summary>
    public Model Insert(RegistryConnection connection, Model model)
    {
        int number = shortIds.Add(connection, model.Id);
        connection.Execute(
            "INSERT INTO models (id, short_number, name, network, state, format, parameters, size_bytes, sha256, metrics, dataset_name, "
            + "profile_name, session_id, created, completed, path, weights, architecture, context_length, quantization, tier, thinking) "
            + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)",
            model.Id, (long)number, model.Name, model.Network, StateNames.Text(model.State), model.Format, model.Parameters,
            model.SizeBytes, model.Sha256, MetricValues.ToJson(model.Metrics), model.DatasetName, model.ProfileName, model.SessionId,
            model.Created, model.Completed, home.ToStored(model.Path), Weights(model), model.Architecture, model.ContextLength,
            model.Quantization, TierNames.Text(TierRule.Guess(model.Parameters)), model.Thinking);
        return model with { ShortId = ShortIds.Text(model.Id, number), Tier = TierRule.Guess(model.Parameters) };
    }

    /// <summary>Writes what is known of a model that is there; false where it isn't. What the user set stays as it is.</summary>
    public bool Update(RegistryConnection connection, Model model) => connection.Execute(
        "UPDATE models SET name = $2, network = $3, state = $4, format = $5, parameters = $6, size_bytes = $7, sha256 = $8, metrics = $9, "
        + "dataset_name = $10, profile_name = $11, session_id = $12, created = $13, completed = $14, path = $15, "
        + "weights = $16, architecture = $17, context_length = $18, quantization = $19, tier = iif(tier_set, tier, $20), "
        + "thinking = iif(thinking_set, thinking, $21) WHERE id = $1",
        model.Id, model.Name, model.Network, StateNames.Text(model.State), model.Format, model.Parameters, model.SizeBytes, model.Sha256,
        MetricValues.ToJson(model.Metrics), model.DatasetName, model.ProfileName, model.SessionId, model.Created, model.Completed,
        home.ToStored(model.Path), Weights(model), model.Architecture, model.ContextLength, model.Quantization,
        TierNames.Text(TierRule.Guess(model.Parameters)), model.Thinking) == 1;

    public bool SetState(RegistryConnection connection, string id, ModelState state) =>
        connection.Execute("UPDATE models SET state = $2 WHERE id = $1 AND state <> $2", id, StateNames.Text(state)) == 1;

    public bool SetParameters(RegistryConnection connection, string id, long parameters) =>
        connection.Execute("UPDATE models SET parameters = $2, tier = iif(tier_set, tier, $3) WHERE id = $1", id, parameters,
            TierNames.Text(TierRule.Guess(parameters))) == 1;

    public bool Delete(RegistryConnection connection, string id) => connection.Execute("DELETE FROM models WHERE id = $1", id) > 0;

    public Model? Get(RegistryConnection connection, string id) => connection.First(Select + "WHERE id = $1", Map, id);

    /// <summary>At most <paramref name="limit"/> models that a typed id can mean, in the order of ids.</summary>
    public List<Model> ById(RegistryConnection connection, TypedId id, int limit) => id.Find(connection, Select, Map, limit);

    /// <summary>How people see a model's id; of one that isn't there, its first characters.</summary>
    public string ShortId(RegistryConnection connection, string id) =>
        ShortIds.Text(id, connection.First<long?>("SELECT short_number FROM models WHERE id = $1", row => row.Long(0), id) ?? 1);

    /// <summary>At most <paramref name="limit"/> models of a name, newest first.</summary>
    public List<Model> ByName(RegistryConnection connection, string name, int limit) =>
        connection.Query(Select + "WHERE name = $1 ORDER BY created DESC, key DESC LIMIT $2", Map, name, (long)limit);

    /// <summary>Different names, at most a thousand: what a mistyped one is compared with.</summary>
    public List<string> Names(RegistryConnection connection) =>
        connection.Query("SELECT DISTINCT name FROM models LIMIT 1000", row => row.Text(0));

    public static List<string> Networks(RegistryConnection connection) =>
        connection.Query("SELECT DISTINCT network FROM models ORDER BY network", row => row.Text(0));

    public List<Model> Find(RegistryConnection connection, ModelQuery query)
    {
        var (sql, arguments) = ModelSql.Of(query, Select);
        return connection.Query(sql, Map, arguments);
    }

    /// <summary>The number that stands for a model in other tables.</summary>
    public long? Key(RegistryConnection connection, string id) =>
        connection.First("SELECT key FROM models WHERE id = $1", row => (long?)row.Long(0), id);

    /// <summary>Whether a folder, as the registry keeps paths, is one of ModelOps's own.</summary>
    public static bool IsKept(string storedPath) => storedPath.StartsWith(KeptModels, StringComparison.Ordinal);

    private string? Weights(Model model)
    {
        var usual = Path.Combine(model.Path, ModelStore.WeightsFile);
        return model.WeightsPath == usual ? null : home.ToStored(model.WeightsPath);
    }

    private Model Map(RegistryRow row)
    {
        var id = row.Text(0);
        var path = row.Text(15);
        var model = new Model
        {
            Id = id,
            ShortId = ShortIds.Text(id, row.Long(1)),
            Name = row.Repeated(2),
            Network = row.Repeated(3),
            State = StateNames.Model(row.Repeated(4)),
            Format = row.Repeated(5),
            Parameters = row.Long(6),
            SizeBytes = row.Long(7),
            Sha256 = row.TextOrNull(8),
            Metrics = row.Metrics(9),
            DatasetName = row.RepeatedOrNull(10),
            ProfileName = row.RepeatedOrNull(11),
            SessionId = row.TextOrNull(12),
            Created = row.Time(13),
            Completed = row.TimeOrNull(14),
            Path = home.FromStored(path),
            InPlace = !IsKept(path),
            Architecture = row.TextOrNull(17),
            ContextLength = row.LongOrNull(18),
            Quantization = row.TextOrNull(19),
            Tier = TierNames.Tier(row.Text(20)),
            Thinking = row.Long(21) != 0,
            Enabled = row.Long(22) != 0,
            Description = row.TextOrNull(23),
            Tags = TagList.Parse(row.Text(24)),
        };
        return row.TextOrNull(16) is { } weights ? model with { WeightsPath = home.FromStored(weights) } : model;
    }
}
