using System.Collections;
using System.Globalization;
using System.Runtime.Intrinsics.X86;

namespace ModelOps.Core;

/// <summary>Finds the `modelops` program and starts it with the environment that training needs on this machine.</summary>
public static class WorkerLauncher
{
    private const string ProgramVariable = "MODELOPS_PROGRAM";
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
        return Candidates().FirstOrDefault(File.Exists) ?? throw Error.Of(ErrorKind.Unavailable, "ProgramNotFound", "modelops", ProgramVariable);
    }

    /// <summary>
    /// Variables for a process that loads libtorch: OMP_NUM_THREADS and OPENBLAS_NUM_THREADS = <paramref name="threads"/>, .NET's collector, glibc's MALLOC_*
    /// and GNU OpenMP's spin count (Linux), OPENBLAS_CORETYPE (AVX-512). What the user set already is left alone, but for a core type without AVX-512 where the processor
    /// has it: systems set that for all programs, and it doubles the time of a step. MODELOPS_OPENBLAS_CORETYPE chooses one for trainings.
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
            // GNU OpenMP's threads wait for each other awake for about a millisecond (300,000 rounds) before they sleep. Where other processes
            // want the same cores, each of a step's many waits then costs a time slice: a step was 10 to 100 times slower. 10,000 rounds
            // still span the gaps within a step; with other trainings beside it, fewer are better.
            variables["GOMP_SPINCOUNT"] = shared ? "1000" : "10000";
            // glibc gives big blocks back to the system after every step and asks for them again in the next: these make it keep them.
            variables["MALLOC_MMAP_MAX_"] = "0";
            variables["MALLOC_TRIM_THRESHOLD_"] = "100000000000";
            variables["MALLOC_TOP_PAD_"] = "67108864";
        }
        foreach (var name in variables.Keys.Where(n => System.Environment.GetEnvironmentVariable(n) is not null).ToList())
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
        var inherited = System.Environment.GetEnvironmentVariable(CoreTypeVariable);
        return Avx512CoreTypes.Contains(inherited, StringComparer.OrdinalIgnoreCase) ? null : Avx512CoreTypes[0];
    }

    /// <summary>Starts `modelops worker SESSION`, detached from this process's terminal, output and life.</summary>
    public static void Start(Workspace workspace, string sessionId, int threads) => Start(workspace, sessionId, threads, FindProgram());

    internal static void Start(Workspace workspace, string sessionId, int threads, string program)
    {
        var row = workspace.Sessions.GetRow(sessionId);
        var log = workspace.Home.SessionLog(row.Session.Id);
        bool shared = workspace.Registry.Read(workspace.SessionTable.Unfinished).Any(other => other.Key != row.Key);
        int process = StartDetached(program, ["worker", row.Session.Id], Environment(threads, shared), workspace.Home, log);
        // One that has ended already, or claimed the session already, needs no note; the look at a session tells the first by its log.
        var worker = ProcessIdentity.Find(process) ?? new ProcessIdentity(process, 0, ProcessIdentity.Current.Machine);
        if (row.Launcher is { } launcher)
            workspace.Registry.Write(c => workspace.SessionTable.SetLaunched(c, row.Key, launcher, worker));
    }

    /// <summary>
    /// Process id of a `modelops` command, started detached, with both outputs appended to <paramref name="log"/> (on Windows it opens it
    /// itself, by <see cref="WorkerProcess.DetachTo"/>), with <paramref name="variables"/> and the home in its environment.
    /// </summary>
    internal static int StartDetached(
        string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> variables, ModelOpsHome home, string log)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        var environment = CurrentEnvironment();
        foreach (var (name, value) in variables)
            environment[name] = value;
        environment["MODELOPS_HOME"] = home.Path;
        environment[ProgramVariable] = program;
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

    private static Dictionary<string, string> CurrentEnvironment() =>
        System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "", OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    /// <summary>This process; the layouts of a build (everything in one folder; bin/modelops beside bin/module/private); the PATH.</summary>
    private static IEnumerable<string> Candidates()
    {
        var extension = OperatingSystem.IsWindows() ? ".exe" : "";
        var host = HostName + extension;
        if (System.Environment.ProcessPath is { } own && Path.GetFileName(own).Equals(host, StringComparison.OrdinalIgnoreCase))
            yield return own;
        var folder = Path.GetDirectoryName(typeof(WorkerLauncher).Assembly.Location) is { Length: > 0 } known ? known : AppContext.BaseDirectory;
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
