using System.Runtime.InteropServices;
using ModelOps.Core;
using ModelOps.Torch;

namespace ModelOps.Training;

/// <summary>`modelops worker SESSION`: the process that a training runs in.</summary>
public static class TrainingWorker
{
    /// <summary>
    /// Detaches this process, opens its home and carries a session to its end. Returns the exit code: 0, or 1 where it failed.
    /// </summary>
    /// <param name="home">The home; null: as <see cref="ModelOpsHome.Resolve"/> finds it.</param>
    /// <param name="sessionId">Full id of a queued session.</param>
    public static int RunProcess(string? home, string sessionId)
    {
        WorkerSentinel.NoteParent();
        var clock = StartupClock.OfProcess();
        var preload = Task.Run(TorchRuntime.Preload); // the longest part of the start; the registry and the data are read meanwhile
        try
        {
            WorkerProcess.Detach(ModelOpsHome.Resolve(home), sessionId);
            using var workspace = Workspace.Open(home);
            clock.Mark("registry");
            try
            {
                return Run(workspace, sessionId, clock, preload) is SessionState.Failed ? 1 : 0;
            }
            finally
            {
                WorkerSentinel.StandIn(workspace);
            }
        }
        catch (ModelOpsException e)
        {
            Console.Error.WriteLine($"{DateTime.UtcNow:u} error {e.Message}");
            return 1;
        }
    }

    /// <summary>Claims a session, trains, and leaves it in the state it came to. Conflict where another process has it.</summary>
    public static SessionState Run(Workspace workspace, string sessionId) =>
        Run(workspace, sessionId, new StartupClock(), Task.Run(TorchRuntime.Preload));

    private static SessionState Run(Workspace workspace, string sessionId, StartupClock clock, Task preload)
    {
        using var session = WorkerSession.Claim(workspace, sessionId);
        var monitor = new WorkerMonitor(session);
        using var signals = Hear(monitor);
        try
        {
            foreach (string notice in workspace.Notices)
                session.Log("warning", notice);
            bool isAgent = session.Profile.Agent is not null;
            var data = isAgent ? new DatasetContent(session.Dataset, [], null, null) : workspace.Datasets.Load(session.Dataset);
            clock.Mark("dataset");
            preload.GetAwaiter().GetResult();
            if (TorchEnvironment.Blas.Advice is { } advice)
                session.Log("warning", advice);
            var job = Job(workspace, session, data);
            var outcome = isAgent ? new AgentTrainer(job, monitor, clock).Run() : new Trainer(job, monitor, clock).Run();
            return End(session, outcome);
        }
        catch (ModelOpsException e) when (e.ErrorId == "LeaseLost")
        {
            // Another process has the session now: nothing of it may be written here any more.
            Console.Error.WriteLine($"{DateTime.UtcNow:u} error {e.Message}");
            return SessionState.Interrupted;
        }
        catch (Exception e)
        {
            session.Fail(e);
            return SessionState.Failed;
        }
    }

    private static TrainingJob Job(Workspace workspace, WorkerSession session, DatasetContent data) => new()
    {
        ModelId = session.Session.ModelId,
        ModelName = workspace.Models.Get(session.Session.ModelId).Name,
        Profile = session.Profile,
        Data = data,
        Checkpoints = session.Checkpoints,
        ModelFolder = session.ModelFolder,
        StartWeights = session.Profile.StartFrom is null ? null : session.StartWeights,
        StepsTaken = session.Session.Step,
        Placement = session.Placement,
    };

    private static SessionState End(WorkerSession session, TrainingOutcome outcome)
    {
        switch (outcome.End)
        {
            case TrainingEnd.Completed:
                session.Complete(outcome.Metrics);
                return SessionState.Completed;
            case TrainingEnd.Stopped:
                session.Stopped();
                return SessionState.Stopped;
            default:
                session.Cancelled();
                return SessionState.Cancelled;
        }
    }

    /// <summary>
    /// SIGTERM stops with a checkpoint. SIGINT and SIGHUP are for the shell that a detached worker has long left. SIGXFSZ, which a limit on
    /// the size of files sends, is left to the write that fails: as with a full disk, the older checkpoints and the training are saved.
    /// </summary>
    private static SignalHandlers Hear(WorkerMonitor monitor)
    {
        const PosixSignal fileSizeLimit = (PosixSignal)25; // its number on Linux and macOS
        var ignored = new List<PosixSignal> { PosixSignal.SIGINT, PosixSignal.SIGHUP };
        if (!OperatingSystem.IsWindows())
            ignored.Add(fileSizeLimit);
        return new SignalHandlers(
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
            {
                context.Cancel = true;
                monitor.Stop();
            }),
            .. ignored.Select(signal => PosixSignalRegistration.Create(signal, context => context.Cancel = true)),
        ]);
    }

    private sealed class SignalHandlers(IReadOnlyList<PosixSignalRegistration> registrations) : IDisposable
    {
        public void Dispose()
        {
            foreach (var registration in registrations)
                registration.Dispose();
        }
    }
}
