using System.Security.Cryptography;

namespace ModelOps.Core;

/// <summary>What a worker is asked to do.</summary>
public enum WorkerCommand
{
    None,
    /// <summary>Save a checkpoint and end as Stopped.</summary>
    Stop,
    /// <summary>End as Cancelled without saving.</summary>
    Cancel,
    Pause,
    Resume,
    /// <summary>Score the model as it is now, and go on.</summary>
    Evaluate,
    /// <summary>The session has another limit of speed: <see cref="WorkerSession.StepsPerSecond"/>.</summary>
    Limit,
}

/// <summary>
/// A worker's side of its session: the lease and the only way its state is written. A background thread writes heartbeat, progress,
/// metrics and logs in one transaction every 250 ms and reads commands, so that the training loop never waits for the disk.
/// </summary>
public sealed class WorkerSession : IDisposable
{
    private readonly Workspace workspace;
    private readonly PendingWrites pending;
    private readonly WorkerFlusher flusher;
    private bool disposed;

    private WorkerSession(Workspace workspace, SessionRow row, string token)
    {
        this.workspace = workspace;
        Session = row.Session;
        Placement = row.Place;
        Checkpoints = new(workspace.Home.Checkpoints(row.Session.Id));
        pending = new(row.Session);
        flusher = new(workspace, row, token, pending);
        KeepState(row);
        try
        {
            Profile = SessionFolder.ReadProfile(workspace.Home, Session.Id);
            Dataset = Profile.Agent is { } agent
                ? EnvironmentCatalog.AsDataset(agent.Environment)
                : workspace.Datasets.Get(Session.DatasetName);
            if (Dataset.Id != row.DatasetId)
                throw Error.Of(ErrorKind.Conflict, "DatasetChanged", Session.DatasetName, Session.ShortId);
            var model = workspace.Registry.Read(c => workspace.ModelTable.Get(c, Session.ModelId))
                ?? throw Error.Of(ErrorKind.NotFound, "SessionModelRemoved", Session.ModelId[..8], Session.ShortId);
            ModelFolder = model.Path;
        }
        catch (Exception error)
        {
            Fail(error);
            Dispose();
            throw;
        }
    }

    /// <summary>Claims a queued session for this process. Conflict when another live process has it.</summary>
    public static WorkerSession Claim(Workspace workspace, string sessionId)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        long key = workspace.Sessions.GetRow(sessionId).Key;
        var row = workspace.Registry.Write(c =>
        {
            var row = workspace.SessionTable.Get(c, key) ?? throw Error.NotFound("SessionNotFound", sessionId, []);
            if (row.State != SessionState.Queued)
                throw SessionErrors.NotQueued(row);
            workspace.SessionTable.Claim(c, row, ProcessIdentity.Current, token);
            return workspace.SessionTable.Get(c, key)!;
        });
        return new(workspace, row, token);
    }

    /// <summary>The session as it stood when its state last changed.</summary>
    public TrainingSession Session { get; private set; }
    public TrainingProfile Profile { get; }
    /// <summary>Device whose place the session has: cpu, cuda:N.</summary>
    public string Placement { get; }
    /// <summary>What it trains on; an agent's environment.</summary>
    public Dataset Dataset { get; }
    public CheckpointStore Checkpoints { get; }
    /// <summary>Folder that the finished model goes to.</summary>
    public string ModelFolder { get; }
    /// <summary>File of the weights to start from, where the profile names some; gone once there is a checkpoint.</summary>
    public string StartWeights => Path.Combine(workspace.Home.Session(Session.Id), Core.StartWeights.FileName);

    /// <summary>
    /// The oldest command not yet acknowledged. A volatile read: cheap enough for every step. Throws Conflict ("LeaseLost") where the
    /// session is no longer this worker's: it must end then, without writing anything more.
    /// </summary>
    public WorkerCommand Command => flusher.Lost ? throw flusher.LeaseLost() : flusher.Command;

    /// <summary>Optimizer steps a second that the session is limited to; 0: not at all. Cheap enough for every step.</summary>
    public double StepsPerSecond => flusher.StepsPerSecond;

    /// <summary>Says that the command was carried out.</summary>
    public void Acknowledge(WorkerCommand command)
    {
        if (command != WorkerCommand.None)
            flusher.Acknowledge();
    }

    /// <summary>Starting → Running.</summary>
    public void Run(string device, long totalSteps, int totalEpochs, long parameters) => Move(SessionState.Running, (connection, key) =>
    {
        workspace.SessionTable.SetPlan(connection, key, device, totalSteps, totalEpochs);
        workspace.ModelTable.SetParameters(connection, Session.ModelId, parameters);
    });

    /// <summary>Running → Paused.</summary>
    public void Pause()
    {
        Log("information", $"Paused at step {pending.Step}.");
        Move(SessionState.Paused);
    }

    /// <summary>Paused → Running.</summary>
    public void Unpause()
    {
        Log("information", "Goes on after the pause.");
        Move(SessionState.Running);
    }

    /// <summary>
    /// Drops metrics after <paramref name="step"/>: what a killed worker wrote beyond the checkpoint that this one resumes from.
    /// </summary>
    public void RewindMetrics(long step)
    {
        flusher.Flush();
        flusher.Flush((connection, row) =>
        {
            MetricTable.DeleteAfter(connection, row.Key, step);
            pending.Rewind(step, MetricTable.Latest(connection, row.Key, row.Session.Id, row.Session.Metrics.Keys));
        });
    }

    /// <summary>
    /// Writes all that was said so far, to the disk: a checkpoint must not be ahead of the metrics, or a resume would never write them.
    /// </summary>
    public void Flush() => flusher.Flush(static (_, _) => { });

    /// <summary>Optimizer steps taken and epochs completed.</summary>
    public void Progress(long step, int epoch) => pending.Progress(step, epoch);

    public void Metric(long step, int epoch, string name, double value) =>
        pending.Add(new MetricPoint(Session.Id, step, epoch, name, value, DateTime.UtcNow));

    /// <summary>An entry for the registry and, as a line of text, for session.log. Level: debug, information, warning or error.</summary>
    public void Log(string level, string message) =>
        pending.Add(new TrainingLogEntry(Session.Id, 0, DateTime.UtcNow, level, message));

    /// <summary>
    /// Running → Completed; the model's files are in <see cref="ModelFolder"/> and get registered with their hash and metrics.
    /// </summary>
    public void Complete(IReadOnlyDictionary<string, double> metrics)
    {
        var weights = Path.Combine(ModelFolder, ModelStore.WeightsFile);
        if (!File.Exists(weights))
            throw Error.Of(ErrorKind.Damaged, "ModelFileMissing", Session.ModelId[..8], weights);
        var hash = FileHash.Sha256(weights);
        long size = new FileInfo(weights).Length;
        Move(SessionState.Completed, (connection, _) =>
        {
            var model = workspace.ModelTable.Get(connection, Session.ModelId)
                ?? throw Error.Of(ErrorKind.NotFound, "SessionModelRemoved", Session.ModelId[..8], Session.ShortId);
            workspace.ModelTable.Update(connection, model with
            {
                State = ModelState.Completed,
                Sha256 = hash,
                SizeBytes = size,
                Metrics = metrics,
                Completed = DateTime.UtcNow,
            });
        });
    }

    /// <summary>→ Stopped, after a checkpoint was written.</summary>
    public void Stopped()
    {
        Log("information", $"Stopped at step {pending.Step}, with a checkpoint to resume from.");
        Move(SessionState.Stopped);
    }

    /// <summary>→ Cancelled.</summary>
    public void Cancelled()
    {
        Log("information", $"Cancelled at step {pending.Step}, without saving.");
        Move(SessionState.Cancelled);
    }

    /// <summary>→ Failed with the error's text in session and log.</summary>
    public void Fail(Exception error)
    {
        Log("error", error is ModelOpsException ? error.Message : error.ToString());
        Move(SessionState.Failed, error: error.Message);
    }

    private void Move(SessionState to, Action<RegistryConnection, long>? also = null, string? error = null)
    {
        SessionRow? after = null;
        flusher.Flush(
            (connection, row) =>
            {
                workspace.SessionTable.Move(connection, row, to, error);
                also?.Invoke(connection, row.Key);
                after = workspace.SessionTable.Get(connection, row.Key)!;
                // Before the commit: should the registry be lost at any moment, the folder knows as much.
                KeepState(after);
            },
            release: to.IsFinal());
        Session = after!.Session;
    }

    /// <summary>
    /// The state in the session's folder is for a rebuild of the registry: without it the session would come back as interrupted.
    /// </summary>
    private void KeepState(SessionRow row)
    {
        try
        {
            SessionFolder.WriteState(workspace.Home, row);
        }
        catch (Exception error) when (error is ModelOpsException or IOException or UnauthorizedAccessException)
        {
            Log("warning", $"state.json of the session could not be written: {error.Message}");
        }
    }

    /// <summary>Writes what waits and ends the lease: a session that has not come to an end is interrupted.</summary>
    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        if (!flusher.Released && !flusher.Lost)
        {
            Log("warning", "Interrupted: its worker let go of it before its end.");
            try
            {
                Move(SessionState.Interrupted);
            }
            catch (ModelOpsException error)
            {
                // The lease ends with the process all the same; any look then finds the session interrupted.
                Console.Error.WriteLine(error.Message);
            }
        }
        flusher.Dispose();
    }
}
