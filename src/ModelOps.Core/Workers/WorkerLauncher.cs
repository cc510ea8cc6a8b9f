using System.Collections;
using System.Globalization;
using System.Runtime.Intrinsics.X86;

namespace ModelOps.Core;

/// <summary>Finds the `modelops` program and starts it with the environment that training needs on this machine.</summary>
public static class WorkerLauncher
{
    private const string ProgramVariable = "MODELOPS_PROGRAM";
    /// <summary>
    /// Names the variables that a launch has added, for the launches that come of it: what one training was given isn't the next one's.
    /// </summary>
    private const string AddedVariable = "MODELOPS_ADDED_VARIABLES";
    private const string HostName = "ModelOps.Host";
    private const string CoreTypeVariable = "OPENBLAS_CORETYPE";
    private static readonly string[] Avx512CoreTypes = ["SKYLAKEX", "COOPERLAKE", "SAPPHIRERAPIDS"];

    /// <summary>
    /// Path of the `modelops` program: MODELOPS_PROGRAM, this process's own where it is modelops, beside the module, on the PATH.
    /// Unavailable where there is none.
    /// </summary>
    public static string FindProgram()
    {
        if (System.Environment.GetEnvironmentVariable(ProgramVariable) is { Length: > 0 } named)
            return File.Exists(named) ? named : throw Error.Of(ErrorKind.Unavailable, "ProgramVariableWrong", named, ProgramVariable);
        return Candidates().FirstOrDefault(File.Exists)
            ?? throw Error.Of(ErrorKind.Unavailable, "ProgramNotFound", "modelops", ProgramVariable);
    }

    /// <summary>
    /// Variables for a process that loads libtorch: OMP_NUM_THREADS and OPENBLAS_NUM_THREADS = <paramref name="threads"/>, .NET's
    /// collector, glibc's MALLOC_* and GNU OpenMP's spin count (Linux), OPENBLAS_CORETYPE (AVX-512). What the user set already is left
    /// alone, but for a core type without AVX-512 where the processor has it: systems set that for all programs, and it doubles the time of
    /// a step. MODELOPS_OPENBLAS_CORETYPE chooses one for trainings.
    /// <paramref name="shared"/>: other trainings are at work on this machine.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Environment(int threads, bool shared = false)
    {
        var count = threads.ToString(CultureInfo.InvariantCulture);
        var variables = new Dictionary<string, string>
        {
            ["OMP_NUM_THREADS"] = count,
            ["OPENBLAS_NUM_THREADS"] = count,
            ["MKL_NUM_THREADS"] = count,
            // Bytes, hexadecimal: the collector's youngest generation. Its default is as large as the processor's caches together, and a
            // training, whose tensors are none of its business, would fill that for ten thousand steps before memory stops growing.
            ["DOTNET_GCgen0size"] = "400000",
        };
        if (OperatingSystem.IsLinux())
        {
            // GNU OpenMP's threads wait for each other awake for about a millisecond (300,000 rounds) before they sleep. Where other
            // processes want the same cores, each of a step's many waits then costs a time slice: a step was 10 to 100 times slower. 10,000
            // rounds still span the gaps within a step; with other trainings beside it, fewer are better.
            variables["GOMP_SPINCOUNT"] = shared ? "1000" : "10000";
            // glibc gives big blocks back to the system after every step and asks for them again in the next: these make it keep them.
            variables["MALLOC_MMAP_MAX_"] = "0";
            variables["MALLOC_TRIM_THRESHOLD_"] = "100000000000";
            variables["MALLOC_TOP_PAD_"] = "67108864";
        }
        var users = CurrentEnvironment();
        foreach (var name in variables.Keys.Where(users.ContainsKey).ToList())
            variables.Remove(name);
        if (CoreType() is { } core)
            variables[CoreTypeVariable] = core;
        return variables;
    }

    /// <summary>OpenBLAS takes older kernels than SKYLAKEX on some machines that have AVX-512. Null: what it takes by itself.</summary>
    private static string? CoreType()
    {
        if (System.Environment.GetEnvironmentVariable("MODELOPS_OPENBLAS_CORETYPE") is { Length: > 0 } chosen)
            return chosen;
        if (!Avx512F.IsSupported || !Avx512F.VL.IsSupported || !Avx512BW.IsSupported || !Avx512DQ.IsSupported || !Avx512CD.IsSupported)
            return null;
        var inherited = CurrentEnvironment().GetValueOrDefault(CoreTypeVariable);
        return Avx512CoreTypes.Contains(inherited, StringComparer.OrdinalIgnoreCase) ? null : Avx512CoreTypes[0];
    }

    /// <summary>
    /// Starts `modelops worker SESSION` for a session that this process took from the queue, detached from this process's terminal, output
    /// and life, with a sentinel (<see cref="WorkerSentinel"/>) that waits for its end.
    /// </summary>
    internal static void Start(Workspace workspace, SessionRow row) => Start(workspace, row, FindProgram());

    internal static void Start(Workspace workspace, SessionRow row, string program)
    {
        var id = row.Session.Id;
        int threads = SessionFolder.ReadProfile(workspace.Home, id).Threads;
        bool shared = workspace.Registry.Read(workspace.SessionTable.Unfinished).Any(other => other.Key != row.Key && !other.IsWaiting);
        var variables = Environment(threads > 0 ? threads : System.Environment.ProcessorCount, shared);
        int process = WorkerSentinel.Start(workspace.Home, id, program, variables);
        // One that has ended already, or whose worker has claimed the session already, needs no note; the look at a session tells the first
        // by its log.
        var sentinel = ProcessIdentity.Find(process) ?? new ProcessIdentity(process, 0, ProcessIdentity.Current.Machine);
        if (row.Launcher is { } launcher)
            workspace.Registry.Write(c => workspace.SessionTable.SetLaunched(c, row.Key, launcher, sentinel));
    }

    /// <summary>
    /// Process id of a `modelops` command, started detached, with both outputs appended to <paramref name="log"/> (on Windows it opens it
    /// itself, by <see cref="WorkerProcess.DetachTo"/>), with <paramref name="variables"/> and the home in its environment.
    /// </summary>
    internal static int StartDetached(
        string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> variables, ModelOpsHome home, string log)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        var environment = EnvironmentOf(program, variables, home);
        return OperatingSystem.IsWindows()
            ? WindowsSpawn.Start(program, arguments, environment)
            : UnixSpawn.Start(program, arguments, environment, log);
    }

    /// <summary>Lets the system forget workers of this process that have ended.</summary>
    internal static void CollectEnded()
    {
        if (!OperatingSystem.IsWindows())
            UnixSpawn.Collect();
    }

    /// <summary>
    /// The environment for a `modelops` process: this one's, with some variables, the home, and the program for what it starts itself.
    /// </summary>
    internal static Dictionary<string, string> EnvironmentOf(
        string program, IReadOnlyDictionary<string, string> variables, ModelOpsHome home)
    {
        var environment = CurrentEnvironment();
        foreach (var (name, value) in variables)
            environment[name] = value;
        environment[AddedVariable] = string.Join(' ', variables.Keys);
        environment["MODELOPS_HOME"] = home.Path;
        environment[ProgramVariable] = program;
        return environment;
    }

    /// <summary>True unless a process is one that this process has started and that hasn't wholly ended.</summary>
    internal static bool IsCollected(int? process) => process is not { } id || OperatingSystem.IsWindows() || UnixSpawn.IsCollected(id);

    /// <summary>
    /// The environment as the user made it: without what a launch has added for the process that this is, or was started by.
    /// </summary>
    private static Dictionary<string, string> CurrentEnvironment()
    {
        var environment = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(
            e => (string)e.Key, e => (string?)e.Value ?? "", OperatingSystem.IsWindows()
                ? StringComparer.OrdinalIgnoreCase
                : StringComparer.Ordinal);
        if (environment.Remove(AddedVariable, out var added))
        {
            foreach (var name in added.Split(' '))
                environment.Remove(name);
        }
        return environment;
    }

    /// <summary>
    /// This process; the layouts of a build (everything in one folder; bin/modelops beside bin/module/private); the PATH.
    /// </summary>
    private static IEnumerable<string> Candidates()
    {
        var extension = OperatingSystem.IsWindows() ? ".exe" : "";
        var host = HostName + extension;
        if (System.Environment.ProcessPath is { } own && Path.GetFileName(own).Equals(host, StringComparison.OrdinalIgnoreCase))
            yield return own;
        var folder = Path.GetDirectoryName(typeof(WorkerLauncher).Assembly.Location) is { Length: > 0 } known
            ? known
            : AppContext.BaseDirectory;
        yield return Path.Combine(folder, host);
        foreach (var parent in new[] { Path.Combine(folder, ".."), Path.Combine(folder, "..", "..") })
        {
            yield return Path.GetFullPath(Path.Combine(parent, "host", host));
            yield return Path.GetFullPath(Path.Combine(parent, "modelops" + extension));
        }
        foreach (var entry in (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return Path.Combine(entry, "modelops" + extension);
            if (OperatingSystem.IsWindows())
                yield return Path.Combine(entry, "modelops.cmd");
        }
    }
}
