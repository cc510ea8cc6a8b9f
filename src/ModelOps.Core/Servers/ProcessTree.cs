using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace ModelOps.Core;

/// <summary>
/// The processes of a server: llama-server and all that came of it. On Linux these are its descendants, the members of its session, and
/// whatever carries the server's lease in its environment, which finds those too whose parents are gone. Elsewhere: its descendants.
/// </summary>
internal static partial class ProcessTree
{
    /// <summary>Environment variable of a server's processes that holds the token of its lease.</summary>
    public const string LeaseVariable = "MODELOPS_SERVER_LEASE";

    private const int SignalKill = 9;
    private const int SignalTerminate = 15;
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(20);

    /// <summary>Asks a process to end; false where the system has no gentle way (Windows) or it is gone.</summary>
    public static bool Terminate(ProcessIdentity process) =>
        !OperatingSystem.IsWindows() && process.IsAlive && Signal(process.Id, SignalTerminate) == 0;

    /// <summary>Ids of the living processes of a server. Without a process, on Linux, those of the lease.</summary>
    public static IReadOnlyList<int> Find(ProcessIdentity? root, string? token) =>
        OperatingSystem.IsLinux() ? FindLinux(root, token) : root is { IsAlive: true } ? [root.Id] : [];

    /// <summary>Kills all processes of a server, and those they start meanwhile, and waits until they are gone.</summary>
    public static void Kill(ProcessIdentity? root, string? token)
    {
        if (!OperatingSystem.IsLinux())
        {
            if (root is not null)
                WorkerProcess.Kill(root);
            return;
        }
        for (var waited = Stopwatch.StartNew(); FindLinux(root, token) is { Count: > 0 } processes; Thread.Sleep(10))
        {
            foreach (int process in processes)
                _ = Signal(process, SignalKill);
            if (waited.Elapsed > KillLimit)
                throw Error.Of(ErrorKind.Unavailable, "ServerNotKilled", string.Join(", ", processes));
        }
    }

    /// <summary>Resident bytes of a server's processes, pages that several of them hold counted for each.</summary>
    public static long Memory(IEnumerable<int> processes)
    {
        long bytes = 0;
        foreach (int id in processes)
        {
            try
            {
                using var process = Process.GetProcessById(id);
                bytes += process.WorkingSet64;
            }
            catch (Exception error) when (error is ArgumentException or InvalidOperationException or Win32Exception)
            {
                // It ended between the look at the list and this one.
            }
        }
        return bytes;
    }

    private static List<int> FindLinux(ProcessIdentity? root, string? token)
    {
        var processes = ReadAll();
        var found = new HashSet<int>();
        if (root is not null && processes.FirstOrDefault(p => p.Id == root.Id) is { } running && running.Start == root.Start)
        {
            found.Add(root.Id);
            for (int count = 0; count != found.Count;)
            {
                count = found.Count;
                found.UnionWith(processes.Where(p => found.Contains(p.Parent)).Select(p => p.Id));
            }
        }
        // A session outlives its leader, whose number the system gives to nobody else as long as the session has members.
        if (root is not null)
            found.UnionWith(processes.Where(p => p.Session == root.Id && p.Start >= root.Start).Select(p => p.Id));
        if (token is not null)
        {
            var mark = Encoding.UTF8.GetBytes($"{LeaseVariable}={token}\0");
            found.UnionWith(processes.Where(p => HasMark(p.Id, mark)).Select(p => p.Id));
        }
        found.Remove(Environment.ProcessId);
        return [.. found];
    }

    private static List<Entry> ReadAll()
    {
        var entries = new List<Entry>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                && ReadText(Path.Combine(folder, "stat")) is { } stat)
            {
                // After the name, which may hold anything: state (field 3), parent (4), group (5), session (6) … start (22).
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                if (fields[0] is not ("Z" or "X"))
                    entries.Add(new(id, Number(fields[1]), Number(fields[3]), long.Parse(fields[19], CultureInfo.InvariantCulture)));
            }
        }
        return entries;

        static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    }

    private static string? ReadText(string file)
    {
        try
        {
            var text = File.ReadAllText(file);
            return text.Length > 0 ? text : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool HasMark(int id, byte[] mark)
    {
        try
        {
            var environment = File.ReadAllBytes($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/environ");
            int at = environment.AsSpan().IndexOf(mark);
            return at == 0 || at > 0 && environment[at - 1] == 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private sealed record Entry(int Id, int Parent, int Session, long Start);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
