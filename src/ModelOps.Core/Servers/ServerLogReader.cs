using System.Text;

namespace ModelOps.Core;

/// <summary>Reads a server's log: its last lines, then those that come. Used by one thread.</summary>
internal sealed class ServerLogReader(string path) : IDisposable
{
    private FileStream? stream;
    private string begun = "";

    /// <summary>The last lines, those of files set aside included, the oldest first.</summary>
    public static IReadOnlyList<string> Tail(string path, int lines)
    {
        using var reader = new ServerLogReader(path);
        return reader.Begin(lines);
    }

    /// <summary>The last lines; <see cref="Next"/> goes on behind them.</summary>
    public IReadOnlyList<string> Begin(int lines)
    {
        List<string> tail = [.. Next().TakeLast(lines)];
        for (int number = 1; tail.Count < lines && File.Exists(ServerLog.Numbered(path, number)); number++)
            tail.InsertRange(0, File.ReadLines(ServerLog.Numbered(path, number), Encoding.UTF8).TakeLast(lines - tail.Count));
        return tail;
    }

    /// <summary>The lines that are whole and weren't read yet. A log set aside meanwhile is read to its end first.</summary>
    public IReadOnlyList<string> Next()
    {
        var lines = new List<string>();
        if (stream is null && !Open())
            return lines;
        bool asideFirst = IsSetAside();
        Read(lines);
        if (asideFirst && Open())
            Read(lines);
        return lines;
    }

    public void Dispose() => stream?.Dispose();

    private bool Open()
    {
        stream?.Dispose();
        stream = null;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    /// <summary>
    /// True where the open file is no longer the one of the path: a file only grows and only gets younger, so what the path says lies
    /// between what the open file says before and after.
    /// </summary>
    private bool IsSetAside()
    {
        long before = stream!.Length;
        var current = new FileInfo(path);
        return !current.Exists || current.Length < before || current.Length > stream.Length
            || current.LastWriteTimeUtc > File.GetLastWriteTimeUtc(stream.SafeFileHandle);
    }

    private void Read(List<string> lines)
    {
        var bytes = new byte[stream!.Length - stream.Position];
        int count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        // Lines are written whole: a letter of several bytes isn't cut.
        var parts = (begun + Encoding.UTF8.GetString(bytes, 0, count)).Split('\n');
        lines.AddRange(parts[..^1]);
        begun = parts[^1];
    }
}
