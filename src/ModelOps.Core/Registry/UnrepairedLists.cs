namespace ModelOps.Core;

/// <summary>
/// Lists as they would be if what dead workers left could be written down: a look that can't write shows them nonetheless. States are
/// filtered here, since those in the registry are old.
/// </summary>
internal sealed class UnrepairedLists(LeaseRepair leases, SessionTable sessions, ModelTable models)
{
    public List<SessionRow> Find(RegistryConnection connection, SessionQuery query)
    {
        var rows = sessions.Find(connection, query with { States = null, Newest = null })
            .Select(row => leases.AsRepaired(connection, row))
            .Where(row => query.States is null || query.States.Contains(row.State));
        return [.. rows.Take(query.Newest ?? int.MaxValue)];
    }

    public List<Model> Find(RegistryConnection connection, ModelQuery query)
    {
        var found = models.Find(connection, query with { State = null, Newest = null, Skip = 0, Take = null })
            .Select(model => leases.AsRepaired(connection, model))
            .Where(model => query.State is null || model.State == query.State)
            .ToList();
        if (query.Newest is { } newest)
        {
            var kept = found.OrderByDescending(m => m.Created).Take(newest).Select(m => m.Id).ToHashSet(StringComparer.Ordinal);
            found.RemoveAll(m => !kept.Contains(m.Id));
        }
        return [.. found.Skip(query.Skip).Take(query.Take ?? int.MaxValue)];
    }
}
