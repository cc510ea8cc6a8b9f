using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace ModelOps.Core;

/// <summary>What to train.</summary>
public sealed record TrainingRequest
{
    /// <summary>Name of a profile, or path of a YAML file.</summary>
    public required string Profile { get; init; }
    /// <summary>Name of the dataset; by default the profile's data.dataset.</summary>
    public string? Dataset { get; init; }
    /// <summary>Keys by path: "optimizer.lr" → "0.01".</summary>
    public IReadOnlyDictionary<string, string> Overrides { get; init; } = new Dictionary<string, string>();
    /// <summary>Name of the model; by default the profile's.</summary>
    public string? ModelName { get; init; }
    /// <summary>Weights to start from (a slot, a model, a safetensors file); by default the profile's start_from.</summary>
    public string? StartFrom { get; init; }
    /// <summary>Sessions of a greater priority start first.</summary>
    public int Priority { get; init; }
}

/// <summary>What is new about a session since the last look.</summary>
/// <param name="Session">As it stands.</param>
/// <param name="Metrics">Points written since.</param>
/// <param name="Log">Entries written since.</param>
public sealed record TrainingUpdate(TrainingSession Session, IReadOnlyList<MetricPoint> Metrics, IReadOnlyList<TrainingLogEntry> Log);

/// <summary>Starts, stops, controls and watches trainings.</summary>
public sealed class TrainingService
{
    /// <summary>How long a worker may take to end on a Cancel before it is killed.</summary>
    private static readonly TimeSpan CancelGrace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StopInterval = TimeSpan.FromMilliseconds(50);

    private readonly Workspace workspace;
    private readonly SessionCommands commands;

    internal TrainingService(Workspace workspace)
    {
        this.workspace = workspace;
        commands = new(workspace);
    }

    /// <summary>
    /// Checks profile, dataset and their fit, registers session and model, and starts a worker as soon as there is a place: at once, or
    /// when sessions before it have ended. Nothing is registered when a check fails.
    /// </summary>
    public TrainingSession Start(TrainingRequest request)
    {
        var file = workspace.Profiles.Get(request.Profile);
        var dataset = TrainingData(file, request);
        var profile = workspace.Profiles.Parse(file, request.Overrides, dataset);
        profile = profile with
        {
            Data = profile.Agent is null ? profile.Data with { Dataset = dataset.Name } : profile.Data,
            StartFrom = request.StartFrom ?? profile.StartFrom,
        };
        var start = profile.StartFrom is { } source ? StartWeights.Find(workspace, source) : null;
        start?.Check(ProfileFit.Plan(profile, dataset));
        SessionQueue.CheckPriority(request.Priority);
        workspace.Leases.Run();
        return Launch(Register(profile, dataset, request, start, RequirePlaces()));
    }

    /// <summary>
    /// Queues a stopped, interrupted or failed session again, to go on from its newest sound checkpoint; a paused one goes on at once.
    /// Conflict when it is active or another shell was first; Damaged when it has steps but no sound checkpoint.
    /// </summary>
    /// <param name="sessionId">Its id or the beginning of it.</param>
    /// <param name="epochs">Another number of epochs, above those that are trained; a completed session goes on then too.</param>
    public TrainingSession Resume(string sessionId, int? epochs = null)
    {
        workspace.Leases.Run();
        var before = workspace.Sessions.GetRow(sessionId);
        if (before.State == SessionState.Paused && epochs is null)
            return commands.ContinueAsync(before.Session.Id, CancellationToken.None).GetAwaiter().GetResult();
        if (!before.State.CanResume(epochs is not null))
            throw SessionErrors.CannotResume(before);
        workspace.Registry.Read(c => RequireModel(c, before));
        var profile = SessionFolder.ReadProfile(workspace.Home, before.Session.Id);
        if (epochs is { } number)
            profile = SessionExtension.Check(before, profile, number);
        RequireCheckpoint(before.Session);
        var places = RequirePlaces();

        return Launch(workspace.Registry.Write(c =>
        {
            var row = workspace.Leases.Repair(c, before.Key) ?? throw Error.NotFound("SessionNotFound", sessionId, []);
            if (!row.State.CanResume(epochs is not null))
                throw SessionErrors.CannotResume(row);
            RequireModel(c, row);
            if (epochs is not null)
                SessionExtension.Apply(workspace, c, row, profile);
            workspace.SessionTable.Move(c, row, SessionState.Queued);
            LogTable.Add(c, row.Key, DateTime.UtcNow, "information", $"Resumed after {row.State.ToString().ToLowerInvariant()}.");
            return Queued(c, row.Key, places);
        }));
    }

    /// <summary>
    /// Holds a running session at its next step, until <see cref="Resume"/>: its worker keeps what it has in memory, and its place.
    /// </summary>
    public Task<TrainingSession> PauseAsync(string sessionId, CancellationToken cancellation = default) =>
        commands.PauseAsync(sessionId, cancellation);

    /// <summary>
    /// Has a session scored as it is now on what its training holds out: the metrics evaluation_loss and evaluation_accuracy, in a while.
    /// </summary>
    public Task<TrainingSession> EvaluateAsync(string sessionId, CancellationToken cancellation = default) =>
        commands.EvaluateAsync(sessionId, cancellation);

    /// <summary>Limits the optimizer steps that a session takes a second; 0: not at all.</summary>
    public Task<TrainingSession> LimitAsync(string sessionId, double stepsPerSecond, CancellationToken cancellation = default) =>
        commands.LimitAsync(sessionId, stepsPerSecond, cancellation);

    /// <summary>
    /// Cancels a queued session and returns it; deletes one that has ended, with its log, metrics and checkpoints, and returns null. The
    /// model it completed stays; one that it didn't complete goes with it. Conflict for one that has a worker.
    /// </summary>
    public TrainingSession? Remove(string sessionId) => new SessionRemoval(workspace).Remove(sessionId);

    /// <summary>
    /// Sets which sessions start first: those of a greater priority. One that waits goes to the end of those that have the same.
    /// </summary>
    public TrainingSession SetPriority(string sessionId, int priority) =>
        Reorder(sessionId, (c, row) => workspace.Queue.SetPriority(c, row, priority));

    /// <summary>Moves a session that waits to the front of the queue.</summary>
    public TrainingSession MoveFirst(string sessionId) => Move(sessionId, new(QueuePlace.First));

    /// <summary>Moves a session that waits to the end of the queue.</summary>
    public TrainingSession MoveLast(string sessionId) => Move(sessionId, new(QueuePlace.Last));

    /// <summary>Moves a session that waits before another one that waits.</summary>
    public TrainingSession MoveBefore(string sessionId, string other) =>
        Move(sessionId, new(QueuePlace.Before, workspace.Sessions.GetRow(other)));

    /// <summary>
    /// Asks the worker to save and stop (or, with <paramref name="force"/>, to end without saving; one that doesn't answer is killed).
    /// Waits until the session is final.
    /// </summary>
    public async Task<TrainingSession> StopAsync(string sessionId, bool force = false, CancellationToken cancellation = default)
    {
        workspace.Leases.Run();
        long key = workspace.Sessions.GetRow(sessionId).Key;
        var row = workspace.Registry.Write(c => RequestStop(c, key, sessionId, force));
        if (row.State.IsFinal())
        {
            workspace.Queue.Refresh();
            return row.Session;
        }
        using var grace = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (force)
            grace.CancelAfter(CancelGrace);
        try
        {
            await foreach (var update in WatchAsync(row.Session.Id, StopInterval, grace.Token).ConfigureAwait(false))
            {
                if (update.Session.State.IsFinal())
                    return update.Session;
            }
        }
        catch (OperationCanceledException) when (force && !cancellation.IsCancellationRequested)
        {
            Kill(key);
        }
        return workspace.Sessions.Get(row.Session.Id);
    }

    /// <summary>
    /// What is new, every <paramref name="interval"/> (100 ms), until the session is final; the last update has the final state.
    /// </summary>
    public async IAsyncEnumerable<TrainingUpdate> WatchAsync(
        string sessionId, TimeSpan? interval = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        workspace.Queue.Refresh();
        using var watcher = new SessionWatcher(workspace, workspace.Sessions.GetRow(sessionId).Session.Id);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (watcher.Look() is { } update)
            {
                yield return update;
                if (update.Session.State.IsFinal())
                    yield break;
            }
            await Task.Delay(interval ?? WatchInterval, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The dataset that is asked for, or the profile's; what stands for the environment where it trains an agent.</summary>
    private Dataset TrainingData(ModelProfile file, TrainingRequest request)
    {
        var profile = workspace.Profiles.Parse(file, request.Overrides);
        // A session's environment stands where others have their dataset: it may be given back so.
        if (profile.Agent is { } agent && (request.Dataset ?? agent.Environment) == agent.Environment)
            return EnvironmentCatalog.AsDataset(agent.Environment);
        return workspace.Datasets.Get(
            request.Dataset ?? profile.Data.Dataset ?? throw Error.Of(ErrorKind.InvalidInput, "DatasetNotGiven", file.Name));
    }

    private TrainingSession Move(string sessionId, QueueMove move) => Reorder(sessionId, (c, row) => workspace.Queue.Move(c, row, move));

    private TrainingSession Reorder(string sessionId, Action<RegistryConnection, SessionRow> change)
    {
        workspace.Leases.Run();
        long key = workspace.Sessions.GetRow(sessionId).Key;
        var after = workspace.Registry.Write(c =>
        {
            change(c, workspace.Leases.Repair(c, key) ?? throw Error.NotFound("SessionNotFound", sessionId, []));
            return workspace.SessionTable.Get(c, key)!.Session;
        });
        workspace.Queue.Dispatch();
        return after;
    }

    /// <summary>The places for trainings, where there is a program that trains and settings that can be read.</summary>
    private ComputePlaces RequirePlaces()
    {
        if (workspace.Queue.Starter is null)
            WorkerLauncher.FindProgram();
        return workspace.Queue.Places();
    }

    /// <summary>What a transaction queued and what it took from the queue to be started.</summary>
    private sealed record Queueing(TrainingSession Session, List<SessionRow> Starts);

    private Queueing Queued(RegistryConnection connection, long key, ComputePlaces places)
    {
        var starts = workspace.Queue.Reserve(connection, places);
        return new(workspace.SessionTable.Get(connection, key)!.Session, starts);
    }

    /// <summary>Starts what was taken from the queue; throws where the session that was asked for can't be.</summary>
    private TrainingSession Launch(Queueing queued)
    {
        foreach (var row in queued.Starts)
        {
            try
            {
                workspace.Queue.Launch(row);
            }
            catch (ModelOpsException) when (row.Session.Id != queued.Session.Id)
            {
                // Another session of the queue has failed, and says why.
            }
        }
        return queued.Session;
    }

    private Queueing Register(
        TrainingProfile profile, Dataset dataset, TrainingRequest request, StartWeights? start, ComputePlaces places)
    {
        var modelName = request.ModelName ?? profile.Name;
        var document = Document(profile, dataset, modelName);
        // Another process may have asked for the same at the same moment: a later one gives another id.
        while (!SessionFolder.TryCreate(workspace.Home, document, profile, start))
            document = Document(profile, dataset, modelName);
        try
        {
            return workspace.Registry.Write(c =>
            {
                SessionRegistration.Insert(workspace, c, document, priority: request.Priority);
                return Queued(c, workspace.SessionTable.Get(c, document.Id)!.Key, places);
            });
        }
        catch
        {
            FolderDraft.Delete(workspace.Home.Session(document.Id));
            throw;
        }
    }

    private static SessionDocument Document(TrainingProfile profile, Dataset dataset, string modelName)
    {
        var created = DateTime.UtcNow;
        var configuration = ProfileStore.ToYaml(profile);
        return new()
        {
            Id = Id("session", configuration, dataset.Id, created),
            ModelId = Id("model", configuration, dataset.Id, created),
            ModelName = modelName,
            ProfileName = profile.Name,
            DatasetName = dataset.Name,
            DatasetId = dataset.Id,
            Network = profile.Network.Family,
            Epochs = profile.Epochs,
            Created = created,
            Device = profile.Device,
        };
    }

    private Model RequireModel(RegistryConnection connection, SessionRow row) => workspace.ModelTable.Get(connection, row.Session.ModelId)
        ?? throw Error.Of(ErrorKind.NotFound, "SessionModelRemoved", row.Session.ModelId[..8], row.Session.ShortId);

    private void RequireCheckpoint(TrainingSession session)
    {
        var search = new CheckpointStore(workspace.Home.Checkpoints(session.Id)).FindNewestSound();
        if (search.Newest is null && (session.Step > 0 || search.Damaged.Count > 0))
            throw Error.Of(ErrorKind.Damaged, "ResumeWithoutCheckpoint", session.ShortId, session.Step, search.Damage);
    }

    /// <summary>Ends a session that no worker has yet, or writes the command for the one that has it.</summary>
    private SessionRow RequestStop(RegistryConnection connection, long key, string sessionId, bool force)
    {
        var row = workspace.Leases.Repair(connection, key) ?? throw Error.NotFound("SessionNotFound", sessionId, []);
        if (row.State.IsFinal())
            return row;
        if (row.State == SessionState.Queued)
        {
            workspace.SessionTable.Move(connection, row, force ? SessionState.Cancelled : SessionState.Stopped);
            LogTable.Add(connection, key, DateTime.UtcNow, "information", "Stopped before a worker had begun with it.");
            return workspace.SessionTable.Get(connection, key)!;
        }
        CommandTable.Add(connection, key, force ? WorkerCommand.Cancel : WorkerCommand.Stop);
        return row;
    }

    /// <summary>Kills the worker of a session, with all it has started, and ends the session as Cancelled.</summary>
    private void Kill(long key)
    {
        var row = workspace.Registry.Read(c => workspace.SessionTable.Get(c, key));
        if (row is null || row.State.IsFinal())
            return;
        if (row.Worker is { } worker)
        {
            if (!worker.IsLocal)
                throw Error.Of(ErrorKind.Unavailable, "WorkerElsewhere", row.Session.ShortId, worker.Id);
            WorkerProcess.Kill(worker);
        }
        workspace.Registry.Write(c =>
        {
            var now = workspace.SessionTable.Get(c, key);
            if (now is null || now.State.IsFinal() || now.Token != row.Token)
                return;
            workspace.SessionTable.Move(c, now, SessionState.Cancelled);
            LogTable.Add(c, key, DateTime.UtcNow, "warning", $"Cancelled: worker process {row.Worker?.Id} did not answer and was killed.");
        });
    }

    private static string Id(string kind, string configuration, string datasetId, DateTime created)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{kind}\n{configuration}\n{datasetId}\n{created.Ticks}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
