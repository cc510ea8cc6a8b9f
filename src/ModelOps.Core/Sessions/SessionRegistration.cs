namespace ModelOps.Core;

/// <summary>Puts a session and the model it trains into the registry, from what its folder says.</summary>
internal static class SessionRegistration
{
    /// <summary>A registry that was rebuilt since the folder was made has the session already, as one that nobody runs.</summary>
    public static TrainingSession Insert(
        Workspace workspace, RegistryConnection connection, SessionDocument document, SessionState state, ProcessIdentity? launcher)
    {
        workspace.SessionTable.Delete(connection, document.Id);
        workspace.Models.Register(connection, Model(workspace.Home, document, state));
        return workspace.SessionTable.Insert(connection, Session(workspace.Home, document, state), document.DatasetId, launcher);
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
