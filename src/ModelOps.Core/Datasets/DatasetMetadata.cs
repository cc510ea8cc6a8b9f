using System.Text.Json;

namespace ModelOps.Core;

/// <summary>What the samples mean: part of data.safetensors, so that its hash tells apart equal numbers under other names.</summary>
internal static class DatasetMetadata
{
    public const string Task = "modelops.task";
    public const string Columns = "modelops.columns";
    public const string Classes = "modelops.classes";
    public const string LabelColumn = "modelops.label_column";

    public static Dictionary<string, string> Of(ImportedSamples samples) => new()
    {
        [Task] = samples.Task,
        [Columns] = JsonSerializer.Serialize(samples.Columns),
        [Classes] = JsonSerializer.Serialize(samples.Classes),
        [LabelColumn] = samples.LabelColumn ?? "",
    };
}
