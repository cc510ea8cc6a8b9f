namespace ModelOps.Core;

/// <summary>Puts a model whose headers were read into the registry.</summary>
internal static class ModelRegistration
{
    /// <summary>The row of a model; name and time of one that is there already stay.</summary>
    public static Model Describe(string id, ModelCandidate candidate, ModelFacts facts, Model? before)
    {
        var name = before?.Name ?? HeaderText.Line(candidate.Name) ?? "model";
        var now = DateTime.UtcNow;
        return new()
        {
            Id = id,
            ShortId = id,
            Name = name,
            Network = facts.Network,
            State = ModelState.Completed,
            Format = facts.Format,
            Parameters = facts.Parameters,
            SizeBytes = candidate.Bytes,
            Metrics = facts.Metrics,
            DatasetName = facts.DatasetName,
            Created = before?.Created ?? now,
            Completed = new DateTime(candidate.Weights.Max(f => f.Modified), DateTimeKind.Utc),
            Path = candidate.Folder,
            WeightsPath = candidate.Weights[0].Path,
            Architecture = facts.Architecture,
            ContextLength = facts.ContextLength,
            Quantization = facts.Quantization,
            Thinking = ThinkingRule.Guess(candidate.Name, facts.Details.Title, facts.Details.ChatTemplate),
        };
    }

    /// <summary>Writes row, details and files; the model as it is then.</summary>
    public static Model Write(
        ModelTables tables, RegistryConnection connection, Model model, ModelFacts facts, IEnumerable<KnownFile> files, bool isNew)
    {
        if (isNew)
            model = tables.Models.Insert(connection, model);
        else
            tables.Models.Update(connection, model);
        tables.Details.Set(connection, model.Id, facts.Details);
        tables.Files.Set(connection, model.Id, files);
        return model;
    }
}
