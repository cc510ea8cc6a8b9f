namespace ModelOps.Core;

/// <summary>The files of a dataset's folder: data.safetensors with the samples, dataset.json with what is known of them.</summary>
internal static class DatasetFile
{
    public const string Data = "data.safetensors";
    public const string Description = "dataset.json";

    /// <summary>Names of the tensors.</summary>
    public const string Features = "features";
    public const string Labels = "labels";
    public const string Targets = "targets";
    public const string Tokens = "tokens";

    private const int FormatVersion = 1;

    private static readonly FolderDescription<Content> Described = new(
        Description, FormatVersion,
        (name, file, e) => Error.Of(ErrorKind.Damaged, "DatasetDamaged", name, file, e.Message.TrimEnd('.') + "."));

    /// <summary>dataset.json: a <see cref="Dataset"/> without the place it lies at.</summary>
    private sealed record Content : IFolderDescription
    {
        public required int Version { get; init; }
        public required string Name { get; init; }
        public required string Id { get; init; }
        public required string Format { get; init; }
        public required long Samples { get; init; }
        public required IReadOnlyList<int> Shape { get; init; }
        public required IReadOnlyList<string> Columns { get; init; }
        public string? LabelColumn { get; init; }
        public required IReadOnlyList<string> Classes { get; init; }
        public required string Task { get; init; }
        public required long SizeBytes { get; init; }
        public string? Source { get; init; }
        public required DateTime Created { get; init; }
    }

    public static byte[] Write(Dataset dataset) => Described.Write(new Content
    {
        Version = FormatVersion,
        Name = dataset.Name,
        Id = dataset.Id,
        Format = dataset.Format,
        Samples = dataset.Samples,
        Shape = dataset.Shape,
        Columns = dataset.Columns,
        LabelColumn = dataset.LabelColumn,
        Classes = dataset.Classes,
        Task = dataset.Task,
        SizeBytes = dataset.SizeBytes,
        Source = dataset.Source,
        Created = dataset.Created,
    });

    /// <summary>
    /// The dataset in a folder; null where the folder isn't there. Damaged ("DatasetDamaged") where dataset.json is not what it should be.
    /// </summary>
    public static Dataset? Read(string folder) => Described.Read(folder) is { } content ? ToDataset(content, folder) : null;

    private static Dataset ToDataset(Content content, string folder) => new()
    {
        Name = content.Name,
        Id = content.Id,
        Format = content.Format,
        Samples = content.Samples,
        Shape = content.Shape,
        Columns = content.Columns,
        LabelColumn = content.LabelColumn,
        Classes = content.Classes,
        Task = content.Task,
        SizeBytes = content.SizeBytes,
        Source = content.Source,
        Created = DateTime.SpecifyKind(content.Created, DateTimeKind.Utc),
        Path = folder,
    };
}
