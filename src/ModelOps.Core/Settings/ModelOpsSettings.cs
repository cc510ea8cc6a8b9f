namespace ModelOps.Core;

/// <summary>All settings there are.</summary>
public static class ModelOpsSettings
{
    private const int CoresOfATraining = 8;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static readonly Setting<IReadOnlyList<string>> ModelFolders = new("models.folders", new FoldersSetting(), [],
        "Folders that GGUF models are looked for in by name.")
    { EnvironmentVariable = "MODELOPS_MODEL_FOLDERS" };

    public static readonly Setting<string> ServerProgram = new("server.program", new ProgramSetting(), "",
        "The llama-server program; by default the one on the PATH.")
    { EnvironmentVariable = "MODELOPS_LLAMA_SERVER" };

    public static readonly Setting<string> ServerHost = new("server.host",
        new TextSetting("an address of this machine: 127.0.0.1 for this machine alone, 0.0.0.0 for all networks"), "127.0.0.1",
        "Address that model servers listen on.");

    public static readonly Setting<PortRange> ServerPorts = new("server.ports", new PortRangeSetting(), new(8100, 8199),
        "Ports that model servers get, the first free one each.");

    public static readonly Setting<TimeSpan> ServerStartLimit = new("server.start_limit", Duration(Second, TimeSpan.FromHours(6)),
        TimeSpan.FromSeconds(120), "How long a model server may take to be ready before its start counts as failed.");

    public static readonly Setting<TimeSpan> ServerPollInterval = new("server.poll_interval",
        Duration(TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(5)), TimeSpan.FromSeconds(2),
        "How often a model server is asked whether it is well; more often in the first moments of a start.");

    public static readonly Setting<TimeSpan> ServerStopGrace = new("server.stop_grace", Duration(TimeSpan.Zero, TimeSpan.FromMinutes(10)),
        TimeSpan.FromSeconds(10), "How long a model server may take to end by itself before it is killed with all its processes.");

    public static readonly Setting<TimeSpan> ServerUnhealthyLimit = new("server.unhealthy_limit", Duration(Second, TimeSpan.FromHours(1)),
        TimeSpan.FromSeconds(60), "How long a model server may fail to answer before it is killed and started again.");

    public static readonly Setting<int> ServerRestartLimit = new("server.restart_limit", new WholeNumberSetting(0, 1000), 3,
        "How many crashes in a row a model server is started again after; one that was ready for ten minutes begins to count anew.");

    public static readonly Setting<TimeSpan> ServerRestartDelay = new("server.restart_delay",
        Duration(TimeSpan.Zero, TimeSpan.FromMinutes(10)), Second,
        "Wait before a crashed model server is started again; it doubles with each crash in a row, up to a minute.");

    public static readonly Setting<TimeSpan> ServerIdleLimit = new("server.idle_limit", Duration(TimeSpan.Zero, TimeSpan.FromDays(30)),
        TimeSpan.Zero, "How long a model server may go without a request before it is stopped; 0s for as long as one likes.");

    public static readonly Setting<TimeSpan> ServerMemoryLimit = new(
        "server.memory_limit", Duration(TimeSpan.Zero, TimeSpan.FromMinutes(10)),
        TimeSpan.FromSeconds(30),
        "How long to wait, after a model server ended, for the GPU to give its memory back before the next start.");

    public static readonly Setting<long> ServerLogSize = new("server.log_size", new BytesSetting(4 << 10, 1L << 34), 10 << 20,
        "Size at which a model server's log file is set aside and a new one begun.");

    public static readonly Setting<int> ServerLogFiles = new("server.log_files", new WholeNumberSetting(1, 100), 3,
        "How many log files of a model server are kept, the current one included.");

    public static readonly Setting<string> ServingProfile = new("serving.profile",
        new TextSetting("the name of a serving profile or its file's path, or nothing", mayBeEmpty: true), "",
        "The serving profile that Use-ModelProfile takes where none is named; by the environment variable also at the module's import.")
    { EnvironmentVariable = "MODELOPS_PROFILE" };

    public static readonly Setting<int> TrainingCpuPlaces = new("training.cpu_slots", new WholeNumberSetting(1, 256),
        Math.Max(1, Environment.ProcessorCount / CoresOfATraining),
        "How many trainings run at once on the CPU; further ones wait in the queue. By default one for every 8 cores.");

    public static readonly Setting<int> TrainingGpus = new(
        "training.gpus", new AutomaticNumberSetting(0, 64), AutomaticNumberSetting.Automatic,
        "How many GPUs trainings may use, one training on each; auto for all there are.");

    /// <summary>In the order of their keys.</summary>
    public static IReadOnlyList<Setting> All { get; } = new Setting[]
    {
        ModelFolders, ServerProgram, ServerHost, ServerPorts, ServerStartLimit, ServerPollInterval, ServerStopGrace, ServerUnhealthyLimit,
        ServerRestartLimit, ServerRestartDelay, ServerIdleLimit, ServerMemoryLimit, ServerLogSize, ServerLogFiles,
        ServingProfile, TrainingCpuPlaces, TrainingGpus,
    }.OrderBy(s => s.Key, StringComparer.Ordinal).ToList();

    /// <summary>A setting by its key, case ignored; NotFound with the nearest keys.</summary>
    public static Setting Find(string key) =>
        All.FirstOrDefault(s => s.Key.Equals(key, StringComparison.OrdinalIgnoreCase))
        ?? throw Error.NotFound("SettingNotFound", key, All.Select(s => s.Key));

    private static DurationSetting Duration(TimeSpan least, TimeSpan most) => new(least, most);
}
