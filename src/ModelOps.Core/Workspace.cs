namespace ModelOps.Core;

/// <summary>An open MODELOPS_HOME: the registry and what is reached through it. Safe to use from several threads.</summary>
public sealed class Workspace : IDisposable
{
    private readonly List<string> notices = [];
    private readonly Lock telling = new();
    private int taken;
    private readonly RegistryOpening opening;

    /// <summary>
    /// The registry is null where it was to be taken as it is and can't be: such a workspace never leaves <see cref="OpenExisting"/>.
    /// </summary>
    private Workspace(ModelOpsHome home, bool asItIs)
    {
        Home = home;
        ModelTable = new(home);
        ModelTables = new(ModelTable, new(ModelTable), new(home, ModelTable), new(ModelTable));
        SlotTable = new(home);
        DatasetTable = new(home);
        SessionTable = new(home, ModelTable);
        opening = new(home, new(home, ModelTables, SlotTable, DatasetTable, SessionTable));
        Registry = asItIs ? opening.TryOpen()! : opening.Open(notices);
        Leases = new(Registry, SessionTable);
        Datasets = new(this);
        Profiles = new(this);
        ProfileFiles = new(home);
        Sessions = new(this);
        Metrics = new(this);
        Logs = new(this);
        Charts = new(this);
        Models = new(this);
        Scanner = new(this);
        Importer = new(this);
        Slots = new(this);
        Queue = new(this);
        Trainings = new(this);
        Settings = new(home);
        Servers = new(this);
        ServingProfiles = new(this);
        Demos = new(this);
    }

    /// <summary>
    /// Opens a home (made if absent). A registry that can't be opened is set aside and rebuilt from the folders; <see cref="Notices"/> says
    /// so.
    /// </summary>
    public static Workspace Open(string? home = null) => new(ModelOpsHome.Resolve(home), asItIs: false);

    /// <summary>
    /// Opens a home for a look at it, without making or repairing anything; null where it has no registry that can be used as it is.
    /// </summary>
    public static Workspace? OpenExisting(string? home = null)
    {
        var folder = ModelOpsHome.Resolve(home);
        if (new FileInfo(folder.RegistryFile) is not { Exists: true, Length: > 0 })
            return null;
        var workspace = new Workspace(folder, asItIs: true);
        return workspace.Registry is null ? null : workspace;
    }

    public ModelOpsHome Home { get; }

    /// <summary>What the user should be told: a registry set aside, what was rebuilt, what couldn't be written.</summary>
    public IReadOnlyList<string> Notices
    {
        get
        {
            lock (telling)
                return [.. notices];
        }
    }

    public DatasetStore Datasets { get; }
    public ProfileStore Profiles { get; }
    /// <summary>Makes, changes and removes profiles.</summary>
    public ProfileFiles ProfileFiles { get; }
    public SessionStore Sessions { get; }
    public MetricStore Metrics { get; }
    public LogStore Logs { get; }
    public ChartService Charts { get; }
    public ModelStore Models { get; }
    /// <summary>Looks through folders for models.</summary>
    public ModelScanner Scanner { get; }
    /// <summary>Takes models in from files.</summary>
    public ModelImporter Importer { get; }
    public SlotStore Slots { get; }
    public TrainingService Trainings { get; }
    /// <summary>The sessions that wait for a place.</summary>
    public SessionQueue Queue { get; }
    public SettingStore Settings { get; }
    public ModelServerService Servers { get; }
    public ServingProfileStore ServingProfiles { get; }
    public ModelDemoService Demos { get; }

    internal RegistryDatabase Registry { get; }
    internal ModelTable ModelTable { get; }
    internal ModelTables ModelTables { get; }
    internal SlotTable SlotTable { get; }
    internal DatasetTable DatasetTable { get; }
    internal SessionTable SessionTable { get; }
    internal LeaseRepair Leases { get; }
    internal UnrepairedLists Unrepaired => new(Leases, SessionTable, ModelTable);

    /// <summary>The <see cref="Notices"/> that weren't taken before.</summary>
    public IReadOnlyList<string> TakeNotices()
    {
        lock (telling)
        {
            var untold = notices[taken..];
            taken = notices.Count;
            return untold;
        }
    }

    /// <summary>
    /// Does what every look does first, to write down what has happened meanwhile. A look goes on where that can't be written: false, with
    /// a notice.
    /// </summary>
    internal bool TryRepair(Action repair)
    {
        try
        {
            repair();
            return true;
        }
        catch (ModelOpsException error) when (RegistryErrors.IsUnwritable(error))
        {
            Tell(Error.Text("RegistryNotRepaired", error.Message));
            return false;
        }
    }

    private void Tell(string notice)
    {
        lock (telling)
        {
            if (!notices.Contains(notice))
                notices.Add(notice);
        }
    }

    /// <summary>
    /// For a process that goes on with a session when the registry turns out to be damaged: has it set aside and rebuilt. What the user
    /// should know of that is in the session's log.
    /// </summary>
    internal void RepairRegistry(string sessionId)
    {
        var found = new List<string>();
        opening.Open(found).Dispose();
        Registry.Write(c =>
        {
            if (SessionTable.Get(c, sessionId) is { } row)
                found.ForEach(notice => LogTable.Add(c, row.Key, DateTime.UtcNow, "warning", notice));
        });
    }

    public void Dispose() => Registry.Dispose();
}
