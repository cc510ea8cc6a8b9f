using System.Globalization;
using System.Text;

namespace ModelOps.Core;

/// <summary>A <see cref="ModelQuery"/> as SQL.</summary>
internal sealed class ModelSql
{
    private const string NewestFirst = "ORDER BY created DESC, key DESC ";
    private readonly StringBuilder _sql = new();
    private readonly List<object?> _arguments = [];

    private ModelSql()
    {
    }

    /// <param name="query">What to find.</param>
    /// <param name="select">SELECT … FROM models, with a space at its end.</param>
    public static (string Sql, object?[] Arguments) Of(ModelQuery query, string select)
    {
        var sql = new ModelSql();
        sql._sql.Append(select);
        if (query is { Newest: { } newest, OrderBy: not null })
        {
            sql._sql.Append("WHERE key IN (SELECT key FROM models ");
            sql.Filter(query);
            sql._sql.Append(CultureInfo.InvariantCulture, $"{NewestFirst}LIMIT {newest}) ");
        }
        else
        {
            sql.Filter(query);
        }
        sql.Order(query);
        return (sql._sql.ToString(), [.. sql._arguments]);
    }

    private void Filter(ModelQuery query)
    {
        if (query.Pattern is { } pattern)
        {
            var name = $"name LIKE {Argument(NamePattern.ToLike(pattern))} ESCAPE '\\'";
            Where(TypedId.Parse(pattern) is { } id ? $"({name} OR {IdCondition(id)})" : name);
        }
        if (query.State is { } state)
            Where($"state = {Argument(StateNames.Text(state))}");
        if (query.Network is { } network)
            Where($"network = {Argument(network)}");
        if (query.Format is { } format)
            Where($"format = {Argument(format.ToLowerInvariant())}");
        if (query.Tier is { } tier)
            Where($"tier = {Argument(TierNames.Text(tier))}");
        if (query.Enabled is { } enabled)
            Where($"enabled = {Argument(enabled)}");
        if (query.Thinking is { } thinking)
            Where($"thinking = {Argument(thinking)}");
        if (query.Tag is { } tag)
            Where($"key IN (SELECT model FROM model_tags WHERE tag = {Argument(tag)})");
    }

    private string IdCondition(TypedId id) =>
        $"id >= {Argument(id.Prefix)} AND id < {Argument(TypedId.End(id.Prefix))}"
        + (id.Number is { } number ? $" AND short_number = {Argument((long)number)}" : "");

    private void Order(ModelQuery query)
    {
        var column = query.OrderBy switch
        {
            ModelOrder.Name => "name",
            ModelOrder.Parameters => "parameters",
            ModelOrder.Size => "size_bytes",
            ModelOrder.Created => "created",
            _ => null,
        };
        var direction = query.Descending ? "DESC" : "ASC";
        _sql.Append(column is null ? NewestFirst : $"ORDER BY {column} {direction}, key {direction} ");
        int? limit = query.Take;
        if (query is { OrderBy: null, Newest: { } newest } && Math.Max(0, newest - query.Skip) is var left)
            limit = Math.Min(left, query.Take ?? left);
        _sql.Append($"LIMIT {Argument((long)(limit ?? -1))} OFFSET {Argument((long)query.Skip)}");
    }

    private bool _filtered;

    private void Where(string condition)
    {
        _sql.Append(_filtered ? "AND " : "WHERE ").Append(condition).Append(' ');
        _filtered = true;
    }

    private string Argument(object value)
    {
        _arguments.Add(value);
        return "$" + _arguments.Count.ToString(CultureInfo.InvariantCulture);
    }
}
