namespace ModelOps.Core;

/// <summary>Takes sessions away: one that waits is cancelled, one that has ended goes with its files.</summary>
internal sealed class SessionRemoval(Workspace workspace)
{
    /// <summary>
    /// Cancels a queued session, which is returned; deletes one that has ended with its log, metrics and checkpoints (null): the model it
    /// completed stays, one that it didn't complete goes with it. Conflict for one that has a worker.
    /// </summary>
    public TrainingSession? Remove(string sessionId)
    {
        workspace.Leases.Run();
        long key = workspace.Sessions.GetRow(sessionId).Key;
        var removed = new RemovedFolders();
        TrainingSession? cancelled;
        try
        {
            cancelled = workspace.Registry.Write(c => Remove(c, key, sessionId, removed));
        }
        catch
        {
            removed.PutBack();
            throw;
        }
        removed.Delete();
        workspace.Queue.Refresh();
        return cancelled;
    }

    private TrainingSession? Remove(RegistryConnection connection, long key, string sessionId, RemovedFolders removed)
    {
        var row = workspace.Leases.Repair(connection, key) ?? throw Error.NotFound("SessionNotFound", sessionId, []);
        if (row.State.IsActive())
            throw Error.Of(ErrorKind.Conflict, "SessionActive", row.Session.ShortId, row.State);
        if (!row.State.IsFinal())
        {
            workspace.SessionTable.Move(connection, row, SessionState.Cancelled);
            LogTable.Add(connection, key, DateTime.UtcNow, "information", "Cancelled before a worker had begun with it.");
            return workspace.SessionTable.Get(connection, key)!.Session;
        }
        if (workspace.ModelTable.Get(connection, row.Session.ModelId) is { } model)
            Release(connection, model, removed);
        workspace.SessionTable.Delete(connection, row.Session.Id);
        removed.Add(row.Session.Path);
        return null;
    }

    /// <summary>A model that was completed once stands for itself; of any other the session has all there is.</summary>
    private void Release(RegistryConnection connection, Model model, RemovedFolders removed)
    {
        if (model.Completed is not null)
        {
            // One that was trained further and not to the end still has the weights from before.
            var state = model.State == ModelState.Interrupted && File.Exists(model.WeightsPath) ? ModelState.Completed : model.State;
            workspace.ModelTable.Update(connection, model with { SessionId = null, State = state });
            return;
        }
        workspace.ModelTable.Delete(connection, model.Id);
        removed.Add(model.Path);
    }
}
