namespace ModelOps.Core;

/// <summary>Sessions whose worker is dead, that run elsewhere, that wait to be resumed or can't be.</summary>
internal sealed class SessionCheck : HealthCheck
{
    public override string Name => "sessions";

    public override IEnumerable<ModelOpsFinding> Run(DiagnosisContext context)
    {
        if (context.Workspace is not { } workspace)
            yield break;
        var unfinished = workspace.Registry.Read(workspace.SessionTable.Unfinished);
        foreach (var row in unfinished)
        {
            if (LeaseRepair.Find(row) is { } trouble)
                yield return Repairable(context, Dead(row, trouble.Text), () => Interrupt(workspace));
            else if (row.Worker is { IsLocal: false } worker)
            {
                yield return Warning(
                    $"Session {row.Session.ShortId} runs on another machine (process {worker.Id}), heard of at {row.Heartbeat:u}.",
                    "Leave it, or stop it there. Two machines may use one home only through a disk that both have mounted.",
                    row.Session.Id);
            }
        }
        var resumable = workspace.Sessions.Find(new() { States = [SessionState.Interrupted, SessionState.Failed], AsRecorded = true });
        foreach (var session in resumable.Where(s => s.State == SessionState.Interrupted && Directory.Exists(s.Path)
            && !CanResume(context, s)))
        {
            yield return Warning(
                $"Session {session.ShortId} was interrupted at step {session.Step} and has no sound checkpoint to go on from.",
                "Start the training anew; nothing of this one is left but its metrics and log.", session.Id);
        }
        foreach (var finding in Folders(context, workspace, [.. resumable.Where(s => s.State == SessionState.Interrupted)]))
            yield return finding;
        if (resumable.Count > 0)
        {
            yield return Ok($"{Count(resumable.Count, "session")} can be resumed with Resume-Training "
                + $"(modelops resume): {Some([.. resumable.Select(s => s.ShortId)])}.");
        }
        yield return Ok($"{Count(unfinished.Count, "session")} at work or waiting.");
    }

    /// <summary>Folders that no row has, and rows whose folder is gone.</summary>
    private IEnumerable<ModelOpsFinding> Folders(DiagnosisContext context, Workspace workspace, IReadOnlyList<TrainingSession> interrupted)
    {
        var known = workspace.Registry.Read(c => c.Query("SELECT id FROM sessions", row => row.Text(0))).ToHashSet(StringComparer.Ordinal);
        var folders = Directory.Exists(context.Home.Sessions)
            ? Directory.EnumerateDirectories(context.Home.Sessions).Order(StringComparer.Ordinal).ToList() : [];
        foreach (var folder in folders.Where(f => !PartialName.Is(Path.GetFileName(f)) && !known.Contains(Path.GetFileName(f))))
        {
            yield return Repairable(context,
                Warning($"'{folder}' holds a session that the registry doesn't have: its last transactions were lost.",
                    "It can be registered again.", folder),
                () => Register(workspace, folder));
        }
        foreach (var session in interrupted.Where(s => !Directory.Exists(s.Path)))
        {
            yield return Failure($"The folder of session {session.ShortId} is gone: '{session.Path}'.",
                "Put it back, or start the training anew: without it the session can't be resumed.", session.Id);
        }
    }

    private static string Register(Workspace workspace, string folder)
    {
        new RegistryRebuild(workspace.Home, workspace.ModelTables, workspace.SlotTable, workspace.DatasetTable, workspace.SessionTable)
            .AddSession(workspace.Registry, folder);
        return "It was registered.";
    }

    private ModelOpsFinding Dead(SessionRow row, string reason) =>
        Warning($"Session {row.Session.ShortId} is {row.State}, but: {reason}",
            "Any command that looks at sessions marks it as interrupted; Resume-Training goes on with it.", row.Session.Id);

    private static string Interrupt(Workspace workspace)
    {
        workspace.Leases.Run();
        return "It is interrupted now.";
    }

    /// <summary>One that had taken no step begins again without a checkpoint.</summary>
    private static bool CanResume(DiagnosisContext context, TrainingSession session)
    {
        var store = new CheckpointStore(context.Home.Checkpoints(session.Id));
        return session.Step == 0 || (context.Options.Full ? store.FindNewestSound().Newest is not null : store.List().Count > 0);
    }
}
