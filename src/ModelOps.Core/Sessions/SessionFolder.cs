using System.Text.Json;

namespace ModelOps.Core;

/// <summary>What sessions/ID/session.json says: what is needed to register the session again when the registry was lost.</summary>
internal sealed record SessionDocument
{
    public int Version { get; init; } = 1;
    public required string Id { get; init; }
    public required string ModelId { get; init; }
    public required string ModelName { get; init; }
    public required string ProfileName { get; init; }
    public required string DatasetName { get; init; }
    public required string DatasetId { get; init; }
    public required string Network { get; init; }
    public required int Epochs { get; init; }
    public required DateTime Created { get; init; }
}

/// <summary>A session's folder: profile.yaml (every key written out) and session.json, written before the session is registered.</summary>
internal static class SessionFolder
{
    private const string DocumentName = "session.json";
    private const string ProfileName = "profile.yaml";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Create(ModelOpsHome home, SessionDocument document, TrainingProfile profile)
    {
        var folder = home.Session(document.Id);
        Directory.CreateDirectory(folder);
        AtomicFile.WriteText(Path.Combine(folder, ProfileName), ProfileStore.ToYaml(profile));
        AtomicFile.WriteText(Path.Combine(folder, DocumentName), JsonSerializer.Serialize(document, Options));
        AtomicFile.FlushFolder(home.Sessions);
    }

    public static TrainingProfile ReadProfile(ModelOpsHome home, string sessionId)
    {
        var file = Path.Combine(home.Session(sessionId), ProfileName);
        if (!File.Exists(file))
            throw Error.Of(ErrorKind.Damaged, "SessionProfileMissing", sessionId, file);
        return ProfileStore.FromYaml(File.ReadAllText(file), file);
    }

    /// <summary>The document in a session's folder; null where there is none.</summary>
    public static SessionDocument? ReadDocument(string folder)
    {
        var file = Path.Combine(folder, DocumentName);
        return File.Exists(file) ? JsonSerializer.Deserialize<SessionDocument>(File.ReadAllText(file), Options) : null;
    }
}
