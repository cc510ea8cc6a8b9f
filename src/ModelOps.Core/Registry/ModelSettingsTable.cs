namespace ModelOps.Core;

/// <summary>What users set on models. Each method is for a model that is there.</summary>
internal sealed class ModelSettingsTable(ModelTable models)
{
    public void SetName(RegistryConnection connection, string id, string name) =>
        connection.Execute("UPDATE models SET name = $2 WHERE id = $1", id, name);

    public void SetEnabled(RegistryConnection connection, string id, bool enabled) =>
        connection.Execute("UPDATE models SET enabled = $2 WHERE id = $1", id, enabled);

    public void SetDescription(RegistryConnection connection, string id, string? description) =>
        connection.Execute("UPDATE models SET description = $2 WHERE id = $1", id, description);

    /// <summary>The user's tier, or with <paramref name="byUser"/> false a guess again.</summary>
    public void SetTier(RegistryConnection connection, string id, ModelTier tier, bool byUser) =>
        connection.Execute("UPDATE models SET tier = $2, tier_set = $3 WHERE id = $1", id, TierNames.Text(tier), byUser);

    /// <summary>What the user says, or with <paramref name="byUser"/> false a guess again.</summary>
    public void SetThinking(RegistryConnection connection, string id, bool thinking, bool byUser) =>
        connection.Execute("UPDATE models SET thinking = $2, thinking_set = $3 WHERE id = $1", id, thinking, byUser);

    /// <summary>Replaces the tags.</summary>
    public void SetTags(RegistryConnection connection, string id, IReadOnlyList<string> tags)
    {
        long key = models.Key(connection, id) ?? throw new InvalidOperationException($"There is no model {id}.");
        connection.Execute("UPDATE models SET tags = $2 WHERE key = $1", key, TagList.ToJson(tags));
        connection.Execute("DELETE FROM model_tags WHERE model = $1", key);
        foreach (var tag in tags)
            connection.Execute("INSERT INTO model_tags (tag, model) VALUES ($1, $2)", tag, key);
    }

    /// <summary>All tags that some model has, in alphabetical order.</summary>
    public static List<string> Tags(RegistryConnection connection) =>
        connection.Query("SELECT DISTINCT tag FROM model_tags ORDER BY tag", row => row.Text(0));
}
