using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelOps.Core;

/// <summary>manifest.json of a checkpoint: what makes it count.</summary>
internal sealed record CheckpointManifest
{
    public const string FileName = "manifest.json";
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    /// <summary>Version of this form.</summary>
    public required int Format { get; init; }
    public required long Step { get; init; }
    public required IReadOnlyList<Entry> Files { get; init; }

    /// <summary>A file of the checkpoint. <paramref name="Sha256"/> is lower-case hex.</summary>
    public sealed record Entry(string Name, long Bytes, string Sha256);

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Options);

    /// <summary>Throws JsonException where the file is something else.</summary>
    public static CheckpointManifest Read(string path)
    {
        var manifest = JsonSerializer.Deserialize<CheckpointManifest>(File.ReadAllBytes(path), Options)
            ?? throw new JsonException("it is empty");
        return manifest.Files.Any(f => f?.Name is null || f.Sha256 is null) ? throw new JsonException("it names no file") : manifest;
    }
}
