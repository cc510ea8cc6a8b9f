using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ModelOps.Core;

/// <summary>What the samples mean: part of data.safetensors, so that its hash tells apart equal numbers under other names.</summary>
internal static class DatasetMetadata
{
    public const string Task = "modelops.task";
    public const string Columns = "modelops.columns";
    public const string Classes = "modelops.classes";
    public const string LabelColumn = "modelops.label_column";

    /// <summary>SHA-256 of tokenizer.json.</summary>
    public const string Tokenizer = "modelops.tokenizer";

    public static Dictionary<string, string> Of(ImportedSamples samples)
    {
        var metadata = new Dictionary<string, string>
        {
            [Task] = samples.Task,
            [Columns] = JsonSerializer.Serialize(samples.Columns),
            [Classes] = JsonSerializer.Serialize(samples.Classes),
            [LabelColumn] = samples.LabelColumn ?? "",
        };
        if (samples.Tokenizer is { } tokenizer)
            metadata[Tokenizer] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(TokenizerFile.ToJson(tokenizer))));
        return metadata;
    }
}
