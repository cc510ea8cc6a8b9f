using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ModelOps.Core;

/// <summary>What is to play.</summary>
public sealed record ModelDemoRequest
{
    /// <summary>Name of a slot, or id or name of a model.</summary>
    public required string Source { get; init; }
    /// <summary>Frames a second; null: 20 of an agent, 1 of samples, 10 of text.</summary>
    public double? FramesPerSecond { get; init; }
    /// <summary>What a language model continues.</summary>
    public string? Prompt { get; init; }
}

/// <summary>Starts, finds, shows and ends demos. Each plays in a process of its own, which outlives the caller.</summary>
public sealed class ModelDemoService
{
    /// <summary>The greatest number of frames a second.</summary>
    public const double MaxFramesPerSecond = 60;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(5);

    private readonly Workspace workspace;
    private readonly DemoRepair repair;

    internal ModelDemoService(Workspace workspace)
    {
        this.workspace = workspace;
        repair = new(workspace);
    }

    /// <summary>
    /// Copies a slot's or model's files and starts the process that plays with them. Conflict ("DemoActive") while one of its name plays;
    /// InvalidInput ("DemoUnknownTask", "DemoNeedsDataset") where there is nothing to play.
    /// </summary>
    public ModelDemo Start(ModelDemoRequest request)
    {
        if (request.FramesPerSecond is { } rate && !(rate is > 0 and <= MaxFramesPerSecond))
            throw Error.Of(ErrorKind.InvalidInput, "DemoRateInvalid", rate, MaxFramesPerSecond);
        var program = WorkerLauncher.FindProgram();
        repair.Run();
        var plan = DemoPlan.Make(workspace, request);
        if (workspace.Registry.Read(c => DemoTable.Get(c, plan.Name)) is { IsActive: true } playing)
            throw Error.Of(ErrorKind.Conflict, "DemoActive", playing.Name);
        var launcher = ProcessIdentity.Current;
        workspace.Registry.Write(c =>
        {
            if (DemoTable.Get(c, plan.Name) is { IsActive: true })
                throw Error.Of(ErrorKind.Conflict, "DemoActive", plan.Name);
            DemoTable.Queue(c, plan.Name, plan.Definition, launcher);
        });
        try
        {
            plan.PlaceFiles(workspace.Home);
            int id = WorkerLauncher.StartDetached(
                program, [DemoWorker.CommandName, plan.Name], WorkerLauncher.Environment(1, shared: true), workspace.Home, DemoFiles.LogOf(workspace.Home, plan.Name));
            var worker = ProcessIdentity.Find(id) ?? new ProcessIdentity(id, 0, launcher.Machine);
            workspace.Registry.Write(c => DemoTable.SetLaunched(c, plan.Name, launcher, worker));
        }
        catch (Exception error)
        {
            workspace.Registry.Write(c => DemoTable.End(c, plan.Name, null, ModelDemoState.Failed, error.Message));
            throw;
        }
        return Get(plan.Name);
    }

    /// <summary>Demos whose name matches a wildcard, by name; those whose process is dead are marked as failed first.</summary>
    public IReadOnlyList<ModelDemo> Find(string? pattern = null)
    {
        workspace.TryRepair(repair.Run);
        return workspace.Registry.Read(c => DemoTable.Find(c, pattern)).ConvertAll(Describe);
    }

    /// <summary>By name; NotFound with the nearest names.</summary>
    public ModelDemo Get(string name)
    {
        workspace.TryRepair(repair.Run);
        return Describe(GetRow(name));
    }

    /// <summary>The frames after a number that are still kept, oldest first; all that are kept for 0.</summary>
    public IReadOnlyList<ModelDemoFrame> Frames(string name, long after = 0)
    {
        using var ring = FrameRing.TryOpen(DemoFiles.FramesOf(workspace.Home, GetRow(name).Name));
        return ring?.ReadAfter(after) ?? [];
    }

    /// <summary>
    /// The frames as they are made, from the newest on, until the demo ends; one that comes late is left out. Unavailable ("DemoFailed")
    /// where the demo fails.
    /// </summary>
    public async IAsyncEnumerable<ModelDemoFrame> WatchAsync(string name, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var created = Get(name).Created;
        long shown = 0;
        for (var sinceLook = Stopwatch.StartNew(); ; await Task.Delay(Interval, cancellation).ConfigureAwait(false))
        {
            if (Frames(name, shown) is [.., var newest])
            {
                shown = newest.Number;
                yield return newest;
            }
            if (sinceLook.ElapsedMilliseconds < 250)
                continue;
            sinceLook.Restart();
            var now = Get(name);
            if (now.State == ModelDemoState.Failed)
                throw Error.Of(ErrorKind.Unavailable, "DemoFailed", now.Name, now.Error);
            if (!now.IsActive || now.Created != created)
                yield break;
        }
    }

    /// <summary>Ends a demo; one that doesn't end within seconds is killed. One that has ended already is returned as it is.</summary>
    public async Task<ModelDemo> StopAsync(string name, CancellationToken cancellation = default)
    {
        repair.Run();
        var row = GetRow(name);
        if (!row.IsActive)
            return Describe(row);
        workspace.Registry.Write(c => DemoTable.AskToStop(c, row.Name));
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(Interval, cancellation).ConfigureAwait(false))
        {
            var now = GetRow(row.Name);
            // One that somebody has started again meanwhile is another demo.
            bool active = now.IsActive && now.Created == row.Created;
            var worker = now.Worker ?? row.Worker;
            // Its main thread is gone a moment before the process is: one that this process started is waited for to its very end.
            if (!active && worker is not { IsLocal: true, IsAlive: true } && WorkerLauncher.IsCollected(worker?.Id))
                return Describe(now);
            if (active && worker is not { IsLocal: true, IsAlive: true })
                workspace.Registry.Write(c => DemoTable.End(c, now.Name, now.Token, ModelDemoState.Stopped, null));
            else if (active && waited.Elapsed > StopGrace)
                WorkerProcess.Kill(worker!);
        }
    }

    private DemoRow GetRow(string name) => workspace.Registry.Read(c => DemoTable.Get(c, name))
        ?? throw Error.NotFound("DemoNotFound", name, workspace.Registry.Read(c => DemoTable.Find(c)).Select(r => r.Name));

    private ModelDemo Describe(DemoRow row)
    {
        row = repair.AsRepaired(row);
        using var ring = FrameRing.TryOpen(DemoFiles.FramesOf(workspace.Home, row.Name));
        var frame = ring?.Read(ring.Newest);
        return new ModelDemo
        {
            Name = row.Name,
            State = row.State,
            Kind = row.Definition.Kind,
            Subject = row.Definition.Subject,
            SlotName = row.Definition.SlotName,
            ModelId = row.Definition.ModelId,
            ModelShortId = workspace.Registry.Read(c => workspace.ModelTable.ShortId(c, row.Definition.ModelId)),
            ModelName = row.Definition.ModelName,
            FramesPerSecond = row.Definition.FramesPerSecond,
            Frames = frame?.Number ?? 0,
            Caption = frame?.Caption,
            ProcessId = row.IsActive ? row.Worker?.Id : null,
            Error = row.Error,
            Created = row.Created,
            Started = row.Started,
            Ended = row.Ended,
            Path = workspace.Home.Demo(row.Name),
        };
    }
}
