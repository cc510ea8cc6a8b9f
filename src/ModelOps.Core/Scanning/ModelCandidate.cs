namespace ModelOps.Core;

/// <summary>Files that together look like one model.</summary>
internal sealed record ModelCandidate
{
    public required string Name { get; init; }
    /// <summary>What stands for the model in the registry: its file, its first part, or the folder of a Hugging Face layout.</summary>
    public required string Key { get; init; }
    /// <summary>Weights, in the order of their parts.</summary>
    public required IReadOnlyList<FoundFile> Weights { get; init; }
    /// <summary>Files beside the weights that say something of the model.</summary>
    public IReadOnlyList<FoundFile> Companions { get; init; } = [];
    /// <summary>What is wrong with it before a file is opened; null where nothing is.</summary>
    public string? Problem { get; init; }

    public bool IsGguf => Weights[0].Name.EndsWith(ModelFileNames.Gguf, StringComparison.OrdinalIgnoreCase);
    public string Format => IsGguf ? "gguf" : "safetensors";
    public long Bytes => Weights.Sum(f => f.Bytes);
    public IEnumerable<FoundFile> Files => Weights.Concat(Companions);
    public string Folder => Weights[0].Folder;

    /// <summary>A candidate from the files of a model that is known to be one.</summary>
    public static ModelCandidate Of(string name, string key, IEnumerable<FoundFile> files)
    {
        var byKind = files.ToLookup(f => ModelFileNames.IsWeights(f.Name));
        return new() { Name = name, Key = key, Weights = [.. byKind[true]], Companions = [.. byKind[false]] };
    }

    public FoundFile? Companion(string name) => Companions.Where(f => f.Name == name).Cast<FoundFile?>().FirstOrDefault();
}
