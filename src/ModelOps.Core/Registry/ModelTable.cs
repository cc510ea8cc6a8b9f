using System.Text;

namespace ModelOps.Core;

/// <summary>The models' rows.</summary>
internal sealed class ModelTable(ModelOpsHome home)
{
    private const string Table = "models";
    private const string Select =
        "SELECT id, short_length, name, network, state, format, parameters, size_bytes, sha256, metrics, dataset_name, profile_name, "
        + "session_id, created, completed, path FROM models ";

    /// <summary>Adds a row; the model as it is then, with its short id.</summary>
    public Model Insert(RegistryConnection connection, Model model)
    {
        int length = ShortIds.Add(connection, Table, model.Id);
        connection.Execute(
            "INSERT INTO models (id, short_length, name, network, state, format, parameters, size_bytes, sha256, metrics, dataset_name, "
            + "profile_name, session_id, created, completed, path) "
            + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
            model.Id, (long)length, model.Name, model.Network, StateNames.Text(model.State), model.Format, model.Parameters,
            model.SizeBytes, model.Sha256, MetricValues.ToJson(model.Metrics), model.DatasetName, model.ProfileName, model.SessionId,
            model.Created, model.Completed, home.ToStored(model.Path));
        return model with { ShortId = model.Id[..length] };
    }

    /// <summary>Writes every column of a model that is there; false where it isn't.</summary>
    public bool Update(RegistryConnection connection, Model model) => connection.Execute(
        "UPDATE models SET name = $2, network = $3, state = $4, format = $5, parameters = $6, size_bytes = $7, sha256 = $8, metrics = $9, "
        + "dataset_name = $10, profile_name = $11, session_id = $12, created = $13, completed = $14, path = $15 WHERE id = $1",
        model.Id, model.Name, model.Network, StateNames.Text(model.State), model.Format, model.Parameters, model.SizeBytes, model.Sha256,
        MetricValues.ToJson(model.Metrics), model.DatasetName, model.ProfileName, model.SessionId, model.Created, model.Completed,
        home.ToStored(model.Path)) == 1;

    public bool SetState(RegistryConnection connection, string id, ModelState state) =>
        connection.Execute("UPDATE models SET state = $2 WHERE id = $1 AND state <> $2", id, StateNames.Text(state)) == 1;

    public bool SetParameters(RegistryConnection connection, string id, long parameters) =>
        connection.Execute("UPDATE models SET parameters = $2 WHERE id = $1", id, parameters) == 1;

    public bool Delete(RegistryConnection connection, string id)
    {
        if (connection.Execute("DELETE FROM models WHERE id = $1", id) == 0)
            return false;
        ShortIds.Removed(connection, Table, id);
        return true;
    }

    public Model? Get(RegistryConnection connection, string id) => connection.First(Select + "WHERE id = $1", Map, id);

    /// <summary>At most <paramref name="limit"/> models whose id begins with a prefix, in the order of ids.</summary>
    public List<Model> ByPrefix(RegistryConnection connection, string prefix, int limit) =>
        connection.Query(Select + "WHERE id >= $1 AND id < $2 ORDER BY id LIMIT $3", Map, prefix, IdPrefix.End(prefix), (long)limit);

    /// <summary>At most <paramref name="limit"/> models of a name, newest first.</summary>
    public List<Model> ByName(RegistryConnection connection, string name, int limit) =>
        connection.Query(Select + "WHERE name = $1 ORDER BY created DESC, key DESC LIMIT $2", Map, name, (long)limit);

    /// <summary>Different names, at most a thousand: what a mistyped one is compared with.</summary>
    public List<string> Names(RegistryConnection connection) =>
        connection.Query("SELECT DISTINCT name FROM models LIMIT 1000", row => row.Text(0));

    /// <summary>Newest first.</summary>
    public List<Model> Find(RegistryConnection connection, string? pattern, ModelState? state, string? network, int? newest)
    {
        var sql = new StringBuilder(Select);
        var arguments = new List<object?>();
        if (pattern is not null)
        {
            Where(sql, arguments, "(name LIKE {0} ESCAPE '\\'", NamePattern.ToLike(pattern));
            if (IdPrefix.Parse(pattern) is { } prefix)
            {
                Add(sql, arguments, " OR id >= {0}", prefix);
                Add(sql, arguments, " AND id < {0}", IdPrefix.End(prefix));
            }
            sql.Append(") ");
        }
        if (state is { } s)
            Where(sql, arguments, "state = {0} ", StateNames.Text(s));
        if (network is not null)
            Where(sql, arguments, "network = {0} ", network);
        Add(sql, arguments, "ORDER BY created DESC, key DESC LIMIT {0}", (long)(newest ?? -1));
        return connection.Query(sql.ToString(), Map, [.. arguments]);
    }

    private static void Where(StringBuilder sql, List<object?> arguments, string condition, object value) =>
        Add(sql, arguments, (arguments.Count == 0 ? "WHERE " : "AND ") + condition, value);

    private static void Add(StringBuilder sql, List<object?> arguments, string text, object value)
    {
        arguments.Add(value);
        sql.Append(text.Replace("{0}", $"${arguments.Count}", StringComparison.Ordinal));
    }

    private Model Map(RegistryRow row)
    {
        var id = row.Text(0);
        return new()
        {
            Id = id,
            ShortId = id[..row.Int(1)],
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
            Path = home.FromStored(row.Text(15)),
        };
    }
}
