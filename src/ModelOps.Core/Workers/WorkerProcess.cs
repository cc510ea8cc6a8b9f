using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ModelOps.Core;

/// <summary>What a worker process does to stand on its own, and how it is ended from outside.</summary>
public static partial class WorkerProcess
{
    /// <summary>
    /// The first thing of `modelops worker SESSION` (the full id): no terminal, standard input from nowhere, both outputs appended to the
    /// session's log, so that whoever reads the caller's output doesn't wait for the training. Harmless where the launcher has done it.
    /// Does nothing where the session has no folder, so that the error can be seen.
    /// </summary>
    public static void Detach(ModelOpsHome home, string sessionId)
    {
        var log = home.SessionLog(sessionId);
        if (Directory.Exists(Path.GetDirectoryName(log)))
            DetachTo(home, log);
    }

    /// <summary>As above for a command with a log of its own.</summary>
    internal static void DetachTo(ModelOpsHome home, string log)
    {
        if (OperatingSystem.IsWindows())
            DetachWindows(log);
        else
            DetachUnix(log);
        // A worker must not keep the folder busy that the shell was in.
        Directory.SetCurrentDirectory(home.Path);
    }

    /// <summary>
    /// Ends this process at once, its output flushed. For processes that loaded libtorch: when a process ends in the usual way, the C
    /// library takes its libraries apart while OpenMP's threads may still be in them, which now and then is a segmentation fault after all
    /// the work.
    /// </summary>
    public static void End(int exitCode)
    {
        Console.Out.Flush();
        Console.Error.Flush();
        if (OperatingSystem.IsWindows())
            System.Environment.Exit(exitCode);
        else
            UnixCalls.Exit(exitCode);
    }

    /// <summary>
    /// Kills a process and all it has started, and waits until it is gone. Nothing happens to another that got its number.
    /// </summary>
    internal static void Kill(ProcessIdentity identity)
    {
        try
        {
            using var process = Process.GetProcessById(identity.Id);
            if (!identity.IsAlive)
                return;
            process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or AggregateException)
        {
            // It ended on its own meanwhile.
        }
        catch (Win32Exception error)
        {
            throw Error.Of(ErrorKind.Unavailable, "WorkerNotKilled", identity.Id, error);
        }
        for (var waited = Stopwatch.StartNew(); identity.IsAlive; Thread.Sleep(5))
        {
            if (waited.Elapsed > TimeSpan.FromSeconds(10))
                throw Error.Of(ErrorKind.Unavailable, "WorkerNotKilled", identity.Id, "It is still there after ten seconds.");
        }
    }

    private static void DetachUnix(string log)
    {
        // Fails where this process leads a group already, as one does that the launcher or an interactive shell has started.
        _ = CreateSession();
        using var nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Read);
        using var output = File.OpenHandle(log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        _ = Duplicate((int)nothing.DangerousGetHandle(), 0);
        _ = Duplicate((int)output.DangerousGetHandle(), 1);
        _ = Duplicate((int)output.DangerousGetHandle(), 2);
    }

    private static void DetachWindows(string log)
    {
        const int StandardOutput = -11, StandardError = -12;
        var stream = new FileStream(log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        var writer = TextWriter.Synchronized(new StreamWriter(stream) { AutoFlush = true });
        Console.SetOut(writer);
        Console.SetError(writer);
        // What native libraries print goes there too.
        _ = SetStandardHandle(StandardOutput, stream.SafeFileHandle.DangerousGetHandle());
        _ = SetStandardHandle(StandardError, stream.SafeFileHandle.DangerousGetHandle());
    }

    [LibraryImport("libc", EntryPoint = "setsid")]
    private static partial int CreateSession();
    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(int descriptor, int target);
    [LibraryImport("kernel32", EntryPoint = "SetStdHandle")]
    private static partial int SetStandardHandle(int which, nint handle);
}
