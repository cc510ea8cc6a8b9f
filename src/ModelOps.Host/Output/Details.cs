using System.Globalization;

namespace ModelOps.Host.Output;

/// <summary>Tables of one thing, one property a row.</summary>
internal static class Details
{
    public static string Describe(Dataset d) =>
        d.Task == Dataset.Language ? $"{Show.Count(d.Samples, "token")} of a vocabulary of {Show.Count(d.Shape[0])}, {Show.Bytes(d.SizeBytes)}" :
        $"{Show.Count(d.Samples, "sample")} of {Show.Shape(d.Shape)}, " +
        (d.Task == "classify" ? Show.Count(d.Classes.Count, "class", "classes") : "a number to predict") + $", {Show.Bytes(d.SizeBytes)}";

    public static TextTable Of(Dataset d) => Properties(
        ("name", d.Name),
        ("id", d.Id),
        ("format", d.Format),
        ("samples", Show.Count(d.Samples)),
        ("shape", Show.Shape(d.Shape)),
        ("task", d.Task),
        ("label column", d.LabelColumn),
        ("classes", d.Classes.Count > 0 ? string.Join(", ", d.Classes) : null),
        ("columns", d.Columns.Count > 0 ? string.Join(", ", d.Columns) : null),
        ("size", Show.Bytes(d.SizeBytes)),
        ("source", d.Source),
        ("created", Show.Time(d.Created)),
        ("path", d.Path));

    public static TextTable Of(Model m) => Properties([
        ("id", m.Id),
        ("name", m.Name),
        ("network", m.Network),
        ("state", Show.State(m.State)),
        ("format", m.Format),
        ("description", m.Description),
        ("tags", m.Tags.Count > 0 ? string.Join(", ", m.Tags) : null),
        ("tier", Show.State(m.Tier)),
        ("thinking", m.Thinking ? "yes" : null),
        ("enabled", m.Enabled ? null : "no"),
        ("architecture", m.Architecture),
        ("quantization", m.Quantization),
        ("context", m.ContextLength is { } tokens ? Show.Count(tokens) : null),
        ("tokenizer", m.Details?.Tokenizer),
        ("vocabulary", m.Details?.VocabularySize is { } vocabulary ? Show.Count(vocabulary) : null),
        ("parameters", m.Parameters > 0 ? Show.Count(m.Parameters) : null),
        ("size", m.SizeBytes > 0 ? Show.Bytes(m.SizeBytes) : null),
        ("sha256", m.Sha256),
        .. m.Metrics.Select(p => (p.Key, (string?)Show.Metric(p.Key, p.Value))),
        ("dataset", m.DatasetName),
        ("profile", m.ProfileName),
        ("session", m.SessionId),
        ("created", Show.Time(m.Created)),
        ("completed", m.Completed is { } time ? Show.Time(time) : null),
        ("training", m.Training is { } training ? DisplayText.Training(training) : null),
        .. m.Layers.Select(l => ("layer", (string?)DisplayText.Layers([l]))),
        ("path", m.Path),
        ("files", m.FilesExist == false ? "missing" : null)]);

    public static TextTable Of(TrainingSession s) => Properties([
        ("id", s.Id),
        ("profile", s.ProfileName),
        ("dataset", s.DatasetName),
        ("state", Show.State(s.State)),
        ("model", s.ModelId),
        ("step", $"{s.Step} of {s.TotalSteps}"),
        ("epoch", $"{s.Epoch} of {s.TotalEpochs}"),
        .. s.Metrics.Select(p => (p.Key, (string?)Show.Metric(p.Key, p.Value))),
        ("device", s.Device),
        ("priority", s.Priority != 0 || s.State == SessionState.Queued ? s.Priority.ToString(CultureInfo.InvariantCulture) : null),
        ("queue position", s.QueuePosition?.ToString(CultureInfo.InvariantCulture)),
        ("steps a second", s.StepsPerSecond > 0 ? $"at most {s.StepsPerSecond.ToString(CultureInfo.InvariantCulture)}" : null),
        ("error", s.Error),
        ("created", Show.Time(s.Created)),
        ("started", s.Started is { } started ? Show.Time(started) : null),
        ("ended", s.Ended is { } ended ? Show.Time(ended) : null),
        ("process", s.ProcessId?.ToString(CultureInfo.InvariantCulture)),
        ("path", s.Path)]);

    private static TextTable Properties(params (string Name, string? Value)[] properties)
    {
        var table = new TextTable("property", "value");
        foreach (var (name, value) in properties)
        {
            if (value is not null)
                table.Row(name, value);
        }
        return table;
    }
}
