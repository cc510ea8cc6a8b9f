namespace ModelOps.Core;

/// <summary>A model that was copied into the home, as its folder has it.</summary>
internal sealed record FoundImport(string Folder, ImportedModel Model, IReadOnlyList<KnownFile> Files, ModelFacts Facts)
{
    /// <summary>Null where the folder holds none. Damaged where its files aren't what they were.</summary>
    public static FoundImport? Read(string folder)
    {
        if (ImportedModel.Read(folder) is not { } model)
            return null;
        var files = model.Known(folder);
        return new(folder, model, files, CandidateReading.Read(model.Candidate(folder, files)));
    }
}
