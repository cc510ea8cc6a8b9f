namespace ModelOps.Core;

/// <summary>
/// Marks demos as failed whose process is dead, and forgets those that ended a day ago, with their files. Every look at demos does it first,
/// so that nothing has to run for it.
/// </summary>
internal sealed class DemoRepair(Workspace workspace)
{
    /// <summary>How long an ended demo is remembered.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromDays(1);

    public void Run()
    {
        WorkerLauncher.CollectEnded();
        foreach (var row in workspace.Registry.Read(c => DemoTable.Find(c)))
        {
            if (Reason(row) is { } reason)
                workspace.Registry.Write(c => DemoTable.End(c, row.Name, row.Token, ModelDemoState.Failed, reason));
            else if (DateTime.UtcNow - row.Ended > Memory)
                Forget(row);
        }
    }

    /// <summary>A demo as it is after <see cref="Run"/>, for a look where that couldn't be written.</summary>
    public DemoRow AsRepaired(DemoRow row) => Reason(row) is { } reason ? row with { State = ModelDemoState.Failed, Error = reason } : row;

    private void Forget(DemoRow row) => workspace.Registry.Write(c =>
    {
        if (DemoTable.Get(c, row.Name) is not { IsActive: false } now || now.Ended != row.Ended)
            return;
        DemoTable.Delete(c, row.Name);
        FolderDraft.Delete(workspace.Home.Demo(row.Name));
    });

    /// <summary>Why an active demo has no live process and will get none; null where it has or may.</summary>
    private string? Reason(DemoRow row)
    {
        if (!row.IsActive)
            return null;
        if (row.Worker is not { } worker)
        {
            return DateTime.UtcNow - row.Created > LeaseRepair.LaunchLimit && row.Launcher is not { IsLocal: true, IsAlive: true }
                ? "The process that asked for the demo ended before it had started one for it."
                : null;
        }
        if (worker.IsLocal)
            return worker.IsAlive ? null : Gone(row, worker);
        var last = row.Heartbeat ?? row.Created;
        return DateTime.UtcNow - last > LeaseRepair.HeartbeatLimit
            ? $"The demo's process {worker.Id} ran before a restart or on another machine, and was last heard of at {last:u}."
            : null;
    }

    private string Gone(DemoRow row, ProcessIdentity worker)
    {
        var said = DemoFiles.ReadLog(workspace.Home, row.Name);
        return said.Length > 0
            ? $"The demo's process {worker.Id} ended by itself: {said.Split('\n')[0]}"
            : $"The demo's process {worker.Id} is gone. Start it again.";
    }
}
