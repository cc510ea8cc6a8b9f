using System.Text.Json;

namespace ModelOps.Core;

/// <summary>A file of an imported model, beside model.json.</summary>
internal sealed record ImportedFile(string Name, string Sha256);

/// <summary>model.json: what a registry that is rebuilt must know of a model that was copied into the home, beyond its files themselves.</summary>
internal sealed record ImportedModel(string Id, string Name, DateTime Imported, IReadOnlyList<ImportedFile> Files)
{
    public const string FileName = "model.json";

    /// <summary>Reads it from a model's folder; null where there is none. Damaged where it isn't one.</summary>
    public static ImportedModel? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        try
        {
            var model = JsonSerializer.Deserialize(File.ReadAllText(path), ModelJson.Default.ImportedModel);
            if (model is { Files.Count: > 0 } && model.Files.All(f => Path.GetFileName(f.Name) == f.Name))
                return model;
        }
        catch (JsonException e)
        {
            throw Error.Of(ErrorKind.Damaged, "ModelDescriptionInvalid", path, e.Message);
        }
        throw Error.Of(ErrorKind.Damaged, "ModelDescriptionInvalid", path, "it names no files");
    }

    public void Write(Stream stream) => JsonSerializer.Serialize(stream, this, ModelJson.Default.ImportedModel);

    /// <summary>Reads the headers of the files in the model's folder and puts it into the registry.</summary>
    public Model Register(Workspace workspace, RegistryConnection connection, string folder, ModelFacts? facts = null)
    {
        var files = Files.Select(f => (File: FoundFile.Of(Path.Combine(folder, f.Name)), f.Name, f.Sha256)).ToList();
        if (files.Find(f => f.File is null) is { Name: { } missing })
            throw Error.Of(ErrorKind.Damaged, "ModelDescriptionInvalid", Path.Combine(folder, FileName), $"it names '{missing}', which is missing");
        var known = files.ConvertAll(f => new KnownFile(f.File!.Value, f.Sha256));
        var candidate = ModelCandidate.Of(Name, folder, known.Select(f => f.File));
        facts ??= CandidateReading.Read(candidate);
        var before = workspace.ModelTable.Get(connection, Id);
        var model = ModelRegistration.Describe(Id, candidate, facts, before) with
        {
            Sha256 = ImportHashing.OfWeights(candidate, known),
            Created = before?.Created ?? Imported,
        };
        return ModelRegistration.Write(workspace, connection, model, facts, known, isNew: before is null);
    }
}
