namespace ModelOps.Core;

/// <summary>The files of a slot's folder: model.zip, and metadata.json with what is known of it.</summary>
internal static class SlotFile
{
    public const string Package = "model.zip";
    public const string Description = "metadata.json";
    private const int FormatVersion = 1;

    private static readonly FolderDescription<Content> Described = new(Description, FormatVersion, (name, file, e) =>
        Error.Of(ErrorKind.Damaged, "SlotDamaged", name, $"'{file}' can't be read: {e.Message.TrimEnd('.')}"));

    /// <summary>metadata.json: a <see cref="ModelSlot"/> without the place it lies at.</summary>
    private sealed record Content : IFolderDescription
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

    public static byte[] Write(ModelSlot slot) => Described.Write(new Content
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
    });

    /// <summary>
    /// The slot in a folder; null where the folder isn't there. Damaged ("SlotDamaged") where metadata.json is not what it should be.
    /// </summary>
    public static ModelSlot? Read(string folder) => Described.Read(folder, Problem) is { } content ? ToSlot(content, folder) : null;

    private static string? Problem(Content content) =>
        ModelIdentity.IsId(content.ModelId) ? null : $"'{content.ModelId}' is no model's id";

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
