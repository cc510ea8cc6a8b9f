using System.Globalization;

namespace ModelOps.Core;

/// <summary>Who listens on a port, from Linux's /proc.</summary>
internal static class ListeningSocket
{
    private const string Listening = "0A";

    /// <summary>Whether one of the processes listens on a TCP port; null where the system doesn't tell.</summary>
    public static bool? IsHeldBy(int port, IEnumerable<int> processes)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            var sockets = Inodes("/proc/net/tcp", port).Concat(Inodes("/proc/net/tcp6", port)).Select(inode => $"socket:[{inode}]")
                .ToHashSet();
            return processes.Any(id => Targets(id).Any(sockets.Contains));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// Inodes of the sockets that listen on a port. Fields: number, local address:port (hexadecimal), remote, state, … inode (10th).
    /// </summary>
    private static IEnumerable<string> Inodes(string table, int port)
    {
        if (!File.Exists(table))
            yield break;
        var ending = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        foreach (var line in File.ReadLines(table).Skip(1))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 9 && fields[3] == Listening && fields[1].EndsWith(ending, StringComparison.Ordinal))
                yield return fields[9];
        }
    }

    private static IEnumerable<string> Targets(int process)
    {
        var folder = $"/proc/{process.ToString(CultureInfo.InvariantCulture)}/fd";
        return Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder).Select(Target) : [];
    }

    private static string Target(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget ?? "";
        }
        catch (IOException)
        {
            // Closed meanwhile.
            return "";
        }
    }
}
