using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelOps.Core;

/// <summary>The files of a slot's folder: model.zip, and metadata.json with what is known of it.</summary>
internal static class SlotFile
{
    public const string Package = "model.zip";
    public const string Description = "metadata.json";
    private const int FormatVersion = 1;
    private const int IdLength = 64;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        RespectNullableAnnotations = true,
        // A run that diverged has metrics that are no numbers.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>metadata.json: a <see cref="ModelSlot"/> without the place it lies at.</summary>
    private sealed record Content
    {
        public required int Version { get; init; }
        public required string Name { get; init; }
        public required string ModelId { get; init; }
        public required string ModelName { get; init; }
        public required string Network { get; init; }
        public required IReadOnlyDictionary<string, double> Metrics { get; init; }
        public string? DatasetName { get; init; }
        public required long Step { get; init; }
        public required long SizeBytes { get; init; }
        public required string Sha256 { get; init; }
        public required DateTime Created { get; init; }
    }

    public static byte[] Write(ModelSlot slot) => JsonSerializer.SerializeToUtf8Bytes(new Content
    {
        Version = FormatVersion,
        Name = slot.Name,
        ModelId = slot.ModelId,
        ModelName = slot.ModelName,
        Network = slot.Network,
        Metrics = slot.Metrics,
        DatasetName = slot.DatasetName,
        Step = slot.Step,
        SizeBytes = slot.SizeBytes,
        Sha256 = slot.Sha256,
        Created = slot.Created,
    }, Options);

    /// <summary>
    /// The slot in a folder; null where the folder isn't there. Damaged ("SlotDamaged") where metadata.json is not what it should be.
    /// </summary>
    public static ModelSlot? Read(string folder)
    {
        var file = Path.Combine(folder, Description);
        try
        {
            var content = JsonSerializer.Deserialize<Content>(File.ReadAllBytes(file), Options) ?? throw new JsonException("it is empty");
            if (content.Version != FormatVersion)
                throw new JsonException($"it has version {content.Version}, this ModelOps reads {FormatVersion}");
            if (content.Name != Path.GetFileName(folder))
                throw new JsonException($"it describes '{content.Name}'");
            if (content.ModelId.Length != IdLength || !content.ModelId.All(char.IsAsciiHexDigitLower))
                throw new JsonException($"'{content.ModelId}' is no model's id");
            return ToSlot(content, folder);
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException)
        {
            throw Error.Of(ErrorKind.Damaged, "SlotDamaged", Path.GetFileName(folder), $"'{file}' can't be read: {e.Message.TrimEnd('.')}");
        }
    }

    private static ModelSlot ToSlot(Content content, string folder) => new()
    {
        Name = content.Name,
        ModelId = content.ModelId,
        ModelName = content.ModelName,
        Network = content.Network,
        Metrics = content.Metrics,
        DatasetName = content.DatasetName,
        Step = content.Step,
        SizeBytes = content.SizeBytes,
        Sha256 = content.Sha256,
        Created = DateTime.SpecifyKind(content.Created, DateTimeKind.Utc),
        Path = folder,
    };
}
