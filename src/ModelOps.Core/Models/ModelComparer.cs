namespace ModelOps.Core;

/// <summary>Puts models side by side.</summary>
internal static class ModelComparer
{
    private static readonly (string Name, Func<Model, object?> Value)[] Facts =
    [
        ("Name", m => m.Name), ("State", m => m.State), ("Network", m => m.Network), ("Format", m => m.Format),
        ("Quantization", m => m.Quantization),
        ("Parameters", m => m.Parameters), ("SizeBytes", m => m.SizeBytes), ("ContextLength", m => m.ContextLength), ("Tier", m => m.Tier),
        ("Thinking", m => m.Thinking), ("DatasetName", m => m.DatasetName), ("ProfileName", m => m.ProfileName),
        ("Tags", m => string.Join(", ", m.Tags)),
        ("Blocks", m => m.Details?.Blocks), ("EmbeddingLength", m => m.Details?.EmbeddingLength), ("Heads", m => m.Details?.Heads),
        ("KeyValueHeads", m => m.Details?.KeyValueHeads), ("VocabularySize", m => m.Details?.VocabularySize),
        ("Tokenizer", m => m.Details?.Tokenizer),
    ];

    /// <summary>Facts, then metrics, then settings by their paths. InvalidInput ("CompareNeedsTwo") for fewer than two models.</summary>
    public static IReadOnlyList<ModelComparison> Compare(Workspace workspace, IReadOnlyList<Model> models, bool includeEqual)
    {
        if (models.DistinctBy(m => m.Id).Count() < 2)
            throw Error.Of(ErrorKind.InvalidInput, "CompareNeedsTwo", models.Count == 0 ? "" : models[0].ShortId);
        return [.. Lines(workspace, models).Where(l => includeEqual || l.Differs)];
    }

    /// <summary>
    /// The models in the order of a metric, the best first, each with the settings that differ (and profile and dataset where these do);
    /// those that lack the metric come last, without a place. NotFound ("MetricNotFound") where none has it.
    /// </summary>
    public static IReadOnlyList<ModelRank> Rank(Workspace workspace, IReadOnlyList<Model> models, string metric)
    {
        models = [.. models.DistinctBy(m => m.Id)];
        if (models.Count > 0 && models.All(m => !m.Metrics.ContainsKey(metric)))
            throw Error.NotFound("MetricNotFound", metric, models.SelectMany(m => m.Metrics.Keys).Distinct());
        var different = Lines(workspace, models).Where(l => l.Differs && IsChoice(l)).ToList();
        var ranks = models.Select((model, i) => new ModelRank
        {
            Model = model,
            Metric = metric,
            Value = model.Metrics.TryGetValue(metric, out double value) ? value : null,
            Note = Trouble(workspace, model),
            Settings = different.Select(l => KeyValuePair.Create(l.Name, l.Values[i]?.ToString())).ToList(),
        });
        var ordered = ranks.OrderBy(r => MetricOrder.Key(metric, r.Value)).ToList();
        return ordered.ConvertAll(r => r with
        {
            Place = r.Value is null ? null : 1 + ordered.FindIndex(other => Equals(other.Value, r.Value)),
        });
    }

    /// <summary>How a model's training stands that isn't completed.</summary>
    private static string? Trouble(Workspace workspace, Model model) =>
        model.SessionId is { } id
            && workspace.Registry.Read(c => workspace.SessionTable.Get(c, id))?.Session is { State: not SessionState.Completed } session
            ? Error.Text("ModelRankUnfinished", session.ShortId, model.ShortId, session.State.ToString().ToLowerInvariant(), session.Error)
                .TrimEnd()
            : null;

    /// <summary>What somebody chose for a training: a setting, or which profile and dataset.</summary>
    private static bool IsChoice(ModelComparison line) => line.Kind == ModelComparisonKind.Setting
        ? line.Name is not ("name" or "data.dataset")
        : line.Name is nameof(Model.ProfileName) or nameof(Model.DatasetName);

    private static List<ModelComparison> Lines(Workspace workspace, IReadOnlyList<Model> models)
    {
        var lines = new List<ModelComparison>();
        foreach (var (name, value) in Facts)
            lines.Add(Line(ModelComparisonKind.Fact, name, models.Select(value)));
        foreach (var name in models.SelectMany(m => m.Metrics.Keys).Distinct().Order(StringComparer.Ordinal))
            lines.Add(Line(ModelComparisonKind.Metric, name, models.Select(m => m.Metrics.TryGetValue(name, out double value) ? (object?)value : null)));
        var settings = models.Select(m => Settings(workspace, m)).ToList();
        foreach (var name in settings.SelectMany(s => s.Keys).Distinct().Order(StringComparer.Ordinal))
            lines.Add(Line(ModelComparisonKind.Setting, name, settings.Select(s => (object?)s.GetValueOrDefault(name))));
        return lines;
    }

    private static ModelComparison Line(ModelComparisonKind kind, string name, IEnumerable<object?> values)
    {
        var list = values.ToList();
        return new() { Kind = kind, Name = name, Values = list, Differs = list.Exists(v => !Equals(v, list[0])) };
    }

    /// <summary>The profile a model was trained by, its keys by path; none where there is no profile.</summary>
    private static Dictionary<string, string> Settings(Workspace workspace, Model model)
    {
        var places = new[] { model.Path, model.SessionId is { } session ? workspace.Home.Session(session) : model.Path };
        var file = places.Select(p => Path.Combine(p, ModelFiles.ProfileFile)).FirstOrDefault(File.Exists);
        if (file is null || model.InPlace)
            return [];
        var profile = ProfileStore.FromYaml(FileReading.Guard(file, () => File.ReadAllText(file)), file);
        return ProfileSettings.Of(profile);
    }
}
