using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace ModelOps.Core;

/// <summary>
/// Names for what is not complete yet: NAME.partial-PID-RANDOM beside NAME. The process id tells a write in progress from what a dead
/// process left.
/// </summary>
internal static class PartialName
{
    private const string Marker = ".partial-";
    private const string AsideMarker = ".replaced-";
    /// <summary>How far a process's start time and a file's time may disagree.</summary>
    private static readonly TimeSpan ClockSlack = TimeSpan.FromSeconds(2);

    /// <summary>An unused name for what will become <paramref name="path"/>.</summary>
    public static string Beside(string path) => Unique(path, Marker);

    /// <summary>
    /// An unused name for what <paramref name="path"/> held until now; put back by <see cref="RemoveLeftovers"/> if its successor never
    /// came.
    /// </summary>
    public static string Aside(string path) => Unique(path, AsideMarker);

    /// <summary>Whether a file or folder of this name is a write in progress or a leftover.</summary>
    public static bool Is(string name) =>
        name.Contains(Marker, StringComparison.Ordinal) || name.Contains(AsideMarker, StringComparison.Ordinal);

    /// <summary>
    /// Deletes what dead processes left of one name, or of every name, in a folder. What can't be deleted now is left for the next time.
    /// </summary>
    public static void RemoveLeftovers(string folder, string? name = null)
    {
        foreach (var entry in Leftovers(folder))
        {
            TryParse(entry.Name, out var original, out _, out bool aside);
            if (name is not null && original != name)
                continue;
            try
            {
                if (aside && entry is DirectoryInfo && !Directory.Exists(Path.Combine(folder, original)))
                    Directory.Move(entry.FullName, Path.Combine(folder, original));
                else
                    Delete(entry);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
            }
        }
    }

    /// <summary>What dead processes left in a folder.</summary>
    public static IEnumerable<FileSystemInfo> Leftovers(string folder) => !Directory.Exists(folder) ? []
        : new DirectoryInfo(folder).EnumerateFileSystemInfos("*-*-*")
            .Where(entry => TryParse(entry.Name, out _, out int processId, out _) && !IsAlive(processId, entry));

    private static string Unique(string path, string marker) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{path}{marker}{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");

    private static bool TryParse(string name, out string original, out int processId, out bool aside)
    {
        int at = name.LastIndexOf(Marker, StringComparison.Ordinal);
        aside = at < 0;
        if (aside)
            at = name.LastIndexOf(AsideMarker, StringComparison.Ordinal);
        original = at > 0 ? name[..at] : "";
        processId = 0;
        if (at <= 0)
            return false;
        var parts = name[(at + (aside ? AsideMarker : Marker).Length)..].Split('-');
        return parts.Length == 2 && parts[1].Length == 8
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out processId);
    }

    /// <summary>A process that began after the entry was last changed is another one that got the same id.</summary>
    private static bool IsAlive(int processId, FileSystemInfo entry)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return process.StartTime.ToUniversalTime() <= entry.LastWriteTimeUtc + ClockSlack;
        }
        catch (ArgumentException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return true;
        }
    }

    private static void Delete(FileSystemInfo entry)
    {
        if (entry is DirectoryInfo folder)
            folder.Delete(recursive: true);
        else
            entry.Delete();
    }
}
