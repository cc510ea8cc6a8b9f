using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace ModelOps.Core;

/// <summary>
/// Starts a process that leads a session of its own, with nothing of this one's terminal or pipes: posix_spawn with POSIX_SPAWN_SETSID
/// (glibc, musl, macOS), which a Process can't be told. Nobody waiting for this process's output waits for the other one then.
/// </summary>
internal static unsafe partial class UnixSpawn
{
    /// <summary>Room for the system's opaque structures: glibc's are 336 and 80 bytes, macOS's a pointer.</summary>
    private const int StructureSize = 512;
    private const int AppendMode = 0b110_100_100;

    private static readonly HashSet<int> Children = [];

    /// <summary>
    /// Process id of the program, started with standard input from nowhere and both outputs appended to <paramref name="log"/>.
    /// </summary>
    public static int Start(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, string log)
    {
        Collect();
        return Spawn(program, arguments, environment, actions =>
        {
            Check(SpawnActionsAddOpen((byte*)actions, 1, log, AppendFlags, AppendMode), program);
            Check(SpawnActionsAddDuplicate((byte*)actions, 1, 2), program);
        });
    }

    /// <summary>Runs a program, with standard input and errors going nowhere, to the end of its output, which is returned.</summary>
    public static string Output(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        int writing = (int)pipe.ClientSafePipeHandle.DangerousGetHandle();
        int process = Spawn(program, arguments, environment, actions =>
        {
            Check(SpawnActionsAddDuplicate((byte*)actions, writing, 1), program);
            Check(SpawnActionsAddOpen((byte*)actions, 2, "/dev/null", 1, 0), program);
        });
        pipe.DisposeLocalCopyOfClientHandle();
        using var reader = new StreamReader(pipe);
        var output = reader.ReadToEnd();
        _ = WaitForProcess(process, out _, 0);
        Forget(process);
        return output;
    }

    private static int Spawn(
        string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, Action<nint> outputs)
    {
        var attributes = stackalloc byte[StructureSize];
        var actions = stackalloc byte[StructureSize];
        Check(SpawnAttributesInit(attributes), program);
        Check(SpawnActionsInit(actions), program);
        try
        {
            Check(SpawnAttributesSetFlags(attributes, OperatingSystem.IsMacOS() ? (short)0x400 : (short)0x80), program);
            Check(SpawnActionsAddOpen(actions, 0, "/dev/null", 0, 0), program);
            outputs((nint)actions);
            using var argv = new StringVector([program, .. arguments]);
            using var envp = new StringVector([.. environment.Select(e => $"{e.Key}={e.Value}")]);
            lock (Children)
            {
                Check(Spawn(out int process, program, actions, attributes, argv.Pointer, envp.Pointer), program);
                Children.Add(process);
                return process;
            }
        }
        finally
        {
            _ = SpawnActionsDestroy(actions);
            _ = SpawnAttributesDestroy(attributes);
        }
    }

    /// <summary>
    /// Has a process collected too that isn't this one's child but becomes it when its parent ends, where this is the system's first.
    /// </summary>
    public static void Adopt(int process)
    {
        lock (Children)
            Children.Add(process);
    }

    private static void Forget(int process)
    {
        lock (Children)
            Children.Remove(process);
    }

    /// <summary>Collects started processes that have ended, so that a long-lived shell leaves no zombies.</summary>
    public static void Collect()
    {
        const int NoHang = 1;
        lock (Children)
            Children.RemoveWhere(process => WaitForProcess(process, out _, NoHang) != 0);
    }

    /// <summary>True unless it is a process that was started here and hasn't wholly ended.</summary>
    public static bool IsCollected(int process)
    {
        Collect();
        lock (Children)
            return !Children.Contains(process);
    }

    /// <summary>O_WRONLY | O_CREAT | O_APPEND.</summary>
    private static int AppendFlags => OperatingSystem.IsLinux() ? 0x1 | 0x40 | 0x400 : 0x1 | 0x200 | 0x8;

    private static void Check(int error, string program)
    {
        if (error != 0)
            throw Error.Of(ErrorKind.Unavailable, "WorkerStartFailed", program, Marshal.GetPInvokeErrorMessage(error));
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Spawn(out int process, string path, byte* actions, byte* attributes, byte** argv, byte** envp);
    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int SpawnAttributesInit(byte* attributes);
    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SpawnAttributesSetFlags(byte* attributes, short flags);
    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int SpawnAttributesDestroy(byte* attributes);
    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int SpawnActionsInit(byte* actions);
    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SpawnActionsAddOpen(byte* actions, int descriptor, string path, int flags, uint mode);
    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int SpawnActionsAddDuplicate(byte* actions, int descriptor, int target);
    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int SpawnActionsDestroy(byte* actions);
    [LibraryImport("libc", EntryPoint = "waitpid")]
    private static partial int WaitForProcess(int process, out int status, int options);
}
