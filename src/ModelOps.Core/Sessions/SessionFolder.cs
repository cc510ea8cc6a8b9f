using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelOps.Core;

/// <summary>What sessions/ID/session.json says, written before the session is registered.</summary>
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
    /// <summary>Device that the profile wants.</summary>
    public string Device { get; init; } = "auto";
    /// <summary>The model and its files were removed; the session is history.</summary>
    public bool ModelRemoved { get; init; }
}

/// <summary>What sessions/ID/state.json says: how the session stood when its worker last changed its state, and who that is.</summary>
internal sealed record SessionStateDocument
{
    public required SessionState State { get; init; }
    public required long Step { get; init; }
    public required long TotalSteps { get; init; }
    public required int Epoch { get; init; }
    public required int TotalEpochs { get; init; }
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }
    public required string Device { get; init; }
    public string? Error { get; init; }
    public DateTime? Started { get; init; }
    public DateTime? Ended { get; init; }
    public string? Worker { get; init; }
    public string? Token { get; init; }
}

/// <summary>A session as its folder tells of it; worker and token where that worker is still alive.</summary>
internal sealed record FoundSession(SessionDocument Document, TrainingSession Session, ProcessIdentity? Worker, string? Token);

/// <summary>
/// A session's folder: profile.yaml (every key written out), session.json and state.json. With them a session can be registered again, and
/// resumed, when the registry was lost.
/// </summary>
internal static class SessionFolder
{
    private const string DocumentName = "session.json";
    private const string StateName = "state.json";
    private const string ProfileName = "profile.yaml";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        WriteIndented = true,
    };

    /// <summary>Makes the folder, complete at once. False where there is one already.</summary>
    public static bool TryCreate(ModelOpsHome home, SessionDocument document, TrainingProfile profile, StartWeights? start = null)
    {
        using var draft = FolderDraft.Beside(home.Session(document.Id));
        if (start is not null)
            DiskSpace.Guard(home.Session(document.Id), () => start.CopyTo(draft.File(StartWeights.FileName)));
        draft.Write(ProfileName, stream => stream.Write(Encoding.UTF8.GetBytes(ProfileStore.ToYaml(profile))));
        draft.Write(DocumentName, stream => JsonSerializer.Serialize(stream, document, Options));
        return draft.TryPlace();
    }

    /// <summary>Notes that the session's model was removed, so that a rebuilt registry doesn't have it again.</summary>
    public static void ForgetModel(ModelOpsHome home, string sessionId)
    {
        var file = Path.Combine(home.Session(sessionId), DocumentName);
        if (Deserialize<SessionDocument>(file) is { } document)
            AtomicFile.WriteText(file, JsonSerializer.Serialize(document with { ModelRemoved = true }, Options));
    }

    public static void WriteState(ModelOpsHome home, SessionRow row)
    {
        var session = row.Session;
        AtomicFile.WriteText(Path.Combine(home.Session(session.Id), StateName), JsonSerializer.Serialize(new SessionStateDocument
        {
            State = session.State,
            Step = session.Step,
            TotalSteps = session.TotalSteps,
            Epoch = session.Epoch,
            TotalEpochs = session.TotalEpochs,
            Metrics = session.Metrics,
            Device = session.Device,
            Error = session.Error,
            Started = session.Started,
            Ended = session.Ended,
            Worker = row.Worker?.ToString(),
            Token = row.Token,
        }, Options));
    }

    /// <summary>Gives the session another profile, and its document the number of epochs.</summary>
    public static void WriteProfile(ModelOpsHome home, string sessionId, TrainingProfile profile)
    {
        AtomicFile.WriteText(Path.Combine(home.Session(sessionId), ProfileName), ProfileStore.ToYaml(profile));
        var file = Path.Combine(home.Session(sessionId), DocumentName);
        if (Deserialize<SessionDocument>(file) is { } document)
            AtomicFile.WriteText(file, JsonSerializer.Serialize(document with { Epochs = profile.Epochs }, Options));
    }

    public static TrainingProfile ReadProfile(ModelOpsHome home, string sessionId)
    {
        var file = Path.Combine(home.Session(sessionId), ProfileName);
        if (!File.Exists(file))
            throw Error.Of(ErrorKind.Damaged, "SessionProfileMissing", sessionId, file);
        return ProfileStore.FromYaml(File.ReadAllText(file), file);
    }

    /// <summary>The session in a folder; null where there is none.</summary>
    public static FoundSession? Read(string folder)
    {
        if (Deserialize<SessionDocument>(Path.Combine(folder, DocumentName)) is not { } document)
            return null;
        if (Path.GetFileName(folder) != document.Id)
            throw new FormatException($"its {DocumentName} is that of session {document.Id}.");
        var state = Deserialize<SessionStateDocument>(Path.Combine(folder, StateName));
        var worker = state?.Worker is { } text ? ProcessIdentity.Parse(text) : null;
        bool alive = state?.State.IsActive() == true && worker is { IsLocal: true, IsAlive: true };
        long step = new CheckpointStore(Path.Combine(folder, "checkpoints")).List().Select(c => c.Step).FirstOrDefault();
        var session = new TrainingSession
        {
            Id = document.Id,
            ShortId = document.Id,
            ProfileName = document.ProfileName,
            DatasetName = document.DatasetName,
            ModelId = document.ModelId,
            State = state is not null && (alive || state.State.IsFinal()) ? state.State : SessionState.Interrupted,
            Step = Math.Max(step, state?.Step ?? 0),
            TotalSteps = state?.TotalSteps ?? 0,
            Epoch = state?.Epoch ?? 0,
            TotalEpochs = state?.TotalEpochs ?? document.Epochs,
            Metrics = state?.Metrics ?? new Dictionary<string, double>(),
            Device = state?.Device ?? "auto",
            Error = state?.Error,
            Created = document.Created,
            Started = state?.Started,
            Ended = alive ? null : state?.Ended ?? DateTime.UtcNow,
            Path = folder,
        };
        return new(document, session, alive ? worker : null, alive ? state!.Token : null);
    }

    private static T? Deserialize<T>(string file)
        where T : class
    {
        if (!File.Exists(file))
            return null;
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(file), Options) ?? throw new JsonException("it holds null");
        }
        catch (JsonException error)
        {
            throw Error.Of(ErrorKind.Damaged, "SessionFileDamaged", file, error);
        }
    }
}
