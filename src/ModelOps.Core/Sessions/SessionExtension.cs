namespace ModelOps.Core;

/// <summary>
/// Gives a session another number of epochs when it is resumed: more for one that is completed, any that is still to come for another.
/// </summary>
internal static class SessionExtension
{
    /// <summary>
    /// The session's profile with that number; InvalidInput ("EpochsTrainedAlready") where so many epochs are trained already.
    /// </summary>
    public static TrainingProfile Check(SessionRow row, TrainingProfile profile, int epochs) => epochs > row.Session.Epoch
        ? profile.WithEpochs(epochs)
        : throw Error.Of(ErrorKind.InvalidInput, "EpochsTrainedAlready", row.Session.ShortId, row.Session.Epoch, epochs);

    /// <summary>Writes the number into the session's folder and row; called under the registry's lock, together with the resume.</summary>
    public static void Apply(Workspace workspace, RegistryConnection connection, SessionRow row, TrainingProfile profile)
    {
        Check(row, profile, profile.Epochs);
        SessionFolder.WriteProfile(workspace.Home, row.Session.Id, profile);
        workspace.SessionTable.SetEpochs(connection, row.Key, profile.Epochs);
    }
}
