namespace ModelOps.Core;

/// <summary>Puts a session and the model it trains into the registry, from what its folder says.</summary>
internal static class SessionRegistration
{
    /// <summary>
    /// A session at the end of the queue of its priority, or taken from it already by a launcher. A registry that was rebuilt since the
    /// folder was made has the session already, as one that nobody runs.
    /// </summary>
    public static TrainingSession Insert(
        Workspace workspace, RegistryConnection connection, SessionDocument document, ProcessIdentity? launcher = null, int priority = 0)
    {
        workspace.SessionTable.Delete(connection, document.Id);
        workspace.Models.Register(connection, Model(workspace.Home, document, SessionState.Queued));
        var session = Session(workspace.Home, document, SessionState.Queued) with { Priority = priority };
        return workspace.SessionTable.Insert(connection, session, document.DatasetId, document.Device, launcher);
    }

    public static Model Model(ModelOpsHome home, SessionDocument document, SessionState state) => new()
    {
        Id = document.ModelId,
        ShortId = document.ModelId,
        Name = document.ModelName,
        Network = document.Network,
        State = SessionTransitions.ModelState(state),
        Format = "safetensors",
        DatasetName = document.DatasetName,
        ProfileName = document.ProfileName,
        SessionId = document.Id,
        Created = document.Created,
        Path = home.Model(document.Network, document.ModelId),
    };

    public static TrainingSession Session(ModelOpsHome home, SessionDocument document, SessionState state) => new()
    {
        Id = document.Id,
        ShortId = document.Id,
        ProfileName = document.ProfileName,
        DatasetName = document.DatasetName,
        State = state,
        ModelId = document.ModelId,
        TotalEpochs = document.Epochs,
        Created = document.Created,
        Path = home.Session(document.Id),
    };
}
