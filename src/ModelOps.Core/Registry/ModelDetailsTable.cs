using System.Text.Json;

namespace ModelOps.Core;

/// <summary>What models' files say of them beyond what lists show.</summary>
internal sealed class ModelDetailsTable(ModelTable models)
{
    public void Set(RegistryConnection connection, string id, ModelDetails details)
    {
        var facts = JsonSerializer.Serialize(details with { ChatTemplate = null }, ModelJson.Default.ModelDetails);
        connection.Execute("INSERT OR REPLACE INTO model_details (model, facts, chat_template) VALUES ($1, $2, $3)",
            models.Key(connection, id), facts, details.ChatTemplate);
    }

    /// <summary>Null where a model has none.</summary>
    public ModelDetails? Get(RegistryConnection connection, string id) => connection.First(
        "SELECT facts, chat_template FROM model_details JOIN models ON model = key WHERE id = $1",
        row => JsonSerializer.Deserialize(row.Text(0), ModelJson.Default.ModelDetails)! with { ChatTemplate = row.TextOrNull(1) }, id);
}
