using System.Text.Json;

namespace ModelOps.Core;

/// <summary>A file of an imported model, beside model.json.</summary>
internal sealed record ImportedFile(string Name, string Sha256);

/// <summary>
/// model.json: what a registry that is rebuilt must know of a model that was copied into the home, beyond its files themselves.
/// </summary>
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
            if (model is { Files.Count: > 0 } && model.Files.All(f => f?.Name is not null && Path.GetFileName(f.Name) == f.Name))
            {
                return (ModelIdentity.IsId(model.Id) ? model.Problem() : $"has '{model.Id}' as id, which is none") is { } problem
                    ? throw Error.Of(ErrorKind.Damaged, "ModelDescriptionInvalid", path, $"it {problem}")
                    : model;
            }
        }
        catch (JsonException e)
        {
            throw Error.Of(ErrorKind.Damaged, "ModelDescriptionInvalid", path, e.Message.TrimEnd('.'));
        }
        throw Error.Of(ErrorKind.Damaged, "ModelDescriptionInvalid", path, "it names no files");
    }

    public void Write(Stream stream) => JsonSerializer.Serialize(stream, this, ModelJson.Default.ImportedModel);

    /// <summary>
    /// What makes its files be no model: two of one name, no weights, or weights of several models; null where nothing does.
    /// </summary>
    public string? Problem()
    {
        var names = Files.Select(f => f.Name).ToList();
        if (names.GroupBy(n => n, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } same)
            return $"names '{same.Key}' twice";
        var weights = names.Where(n => ModelFileNames.IsWeights(n)).ToList();
        if (weights.Count == 0)
            return "names no weights (.gguf, .safetensors)";
        var sets = weights.Select(w => ModelFileNames.Part(w)).Select(p => (p?.Stem, p?.Count)).Distinct().ToList();
        return weights.Count > 1 && sets is not [(not null, var count)] || sets is [(not null, var parts)] && parts != weights.Count
            ? $"names {weights.Count} files of weights that are not the parts of one model"
            : null;
    }

    /// <summary>Its files in a folder. Damaged where one is missing.</summary>
    public IReadOnlyList<KnownFile> Known(string folder)
    {
        var known = new List<KnownFile>();
        foreach (var file in Files)
        {
            known.Add(FoundFile.Of(Path.Combine(folder, file.Name)) is { } found
                ? new(found, file.Sha256)
                : throw Error.Of(ErrorKind.Damaged, "ModelDescriptionInvalid", Path.Combine(folder, FileName),
                    $"it names '{file.Name}', which is missing"));
        }
        return known;
    }

    public ModelCandidate Candidate(string folder, IEnumerable<KnownFile> files) =>
        ModelCandidate.Of(Name, folder, files.Select(f => f.File));

    /// <summary>Puts it into the registry.</summary>
    public Model Register(
        ModelTables tables, RegistryConnection connection, string folder, IReadOnlyList<KnownFile> files, ModelFacts facts)
    {
        var candidate = Candidate(folder, files);
        var before = tables.Models.Get(connection, Id);
        var model = ModelRegistration.Describe(Id, candidate, facts, before) with
        {
            Sha256 = ImportHashing.OfWeights(candidate, files),
            Created = before?.Created ?? Imported,
        };
        return ModelRegistration.Write(tables, connection, model, facts, files, isNew: before is null);
    }
}
