namespace ModelOps.Core;

/// <summary>An open MODELOPS_HOME: the registry and what is reached through it. Safe to use from several threads.</summary>
public sealed class Workspace : IDisposable
{
    /// <summary>Opens a home (made if absent). A registry that can't be opened is set aside and rebuilt from the folders; <see cref="Notices"/> says so.</summary>
    public static Workspace Open(string? home = null) => throw new NotImplementedException();

    public ModelOpsHome Home => throw new NotImplementedException();
    /// <summary>What the user should be told about the opening: a registry set aside, what was rebuilt.</summary>
    public IReadOnlyList<string> Notices => throw new NotImplementedException();
    public DatasetStore Datasets => throw new NotImplementedException();
    public ProfileStore Profiles => throw new NotImplementedException();
    public SessionStore Sessions => throw new NotImplementedException();
    public MetricStore Metrics => throw new NotImplementedException();
    public LogStore Logs => throw new NotImplementedException();
    public ModelStore Models => throw new NotImplementedException();
    public SlotStore Slots => throw new NotImplementedException();
    public TrainingService Trainings => throw new NotImplementedException();

    public void Dispose() => throw new NotImplementedException();
}
