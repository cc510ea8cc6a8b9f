using System.Globalization;
using System.Text;

namespace ModelOps.Core;

/// <summary>
/// A server's log: what llama-server prints, and the supervisor's own lines, which begin with "modelops". At its limit a file is renamed
/// to .1, an older one to .2 and so on; the oldest goes. A line that can't be written (a full disk) is dropped and counted, for a server
/// must not stand still for its log; the count is in the log as soon as it can be written again.
/// </summary>
internal sealed class ServerLog : IDisposable
{
    /// <summary>Longest line that is kept whole; a longer one is cut into lines of this length.</summary>
    private const int LineLimit = 16_384;

    private readonly Lock gate = new();
    private readonly string path;
    private readonly long limit;
    private readonly int files;
    private FileStream? stream;
    private bool closed;
    private int lost;
    private bool torn;

    /// <summary>Unavailable where the file can't be opened.</summary>
    /// <param name="path">The current file.</param>
    /// <param name="limit">Bytes at which it is set aside.</param>
    /// <param name="files">Files kept, the current one included.</param>
    public ServerLog(string path, long limit, int files)
    {
        this.path = path;
        this.limit = limit;
        this.files = files;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            stream = Open();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Error.Of(ErrorKind.Unavailable, "ServerLogFailed", path, error);
        }
    }

    /// <summary>A line of the supervisor's.</summary>
    public void Note(string text) => Write(NoteLine(text));

    /// <summary>A line as it came. After the end it is dropped.</summary>
    public void Write(string line)
    {
        lock (gate)
        {
            if (closed)
                return;
            try
            {
                if (lost > 0)
                {
                    Append((torn ? "\n" : "") + NoteLine(string.Create(CultureInfo.InvariantCulture, $"{lost} lines could not be written here")));
                    (lost, torn) = (0, false);
                }
                Append(line);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                lost++;
                stream?.Dispose();
                stream = null;
            }
        }
    }

    /// <summary>Copies a stream of text line by line until it ends.</summary>
    public void CopyFrom(StreamReader reader)
    {
        var line = new StringBuilder();
        var buffer = new char[4096];
        for (int read; (read = reader.Read(buffer)) > 0;)
        {
            foreach (char c in buffer.AsSpan(0, read))
            {
                if (c is '\n' || line.Length == LineLimit)
                {
                    Write(line.ToString().TrimEnd('\r'));
                    line.Clear();
                }
                if (c is not '\n')
                    line.Append(c);
            }
        }
        if (line.Length > 0)
            Write(line.ToString());
    }

    private static string NoteLine(string text) =>
        string.Create(CultureInfo.InvariantCulture, $"modelops {DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ} {text}");

    private void Append(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        // Somebody may have deleted the file to make room.
        if (stream is null || !File.Exists(path))
        {
            stream?.Dispose();
            stream = Open();
        }
        if (stream.Length > 0 && stream.Length + bytes.Length > limit)
            stream = Rotate(stream);
        long before = stream.Length;
        try
        {
            stream.Write(bytes);
            stream.Flush();
        }
        catch (IOException)
        {
            torn |= stream.Length > before;
            throw;
        }
    }

    private FileStream Open() => new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);

    private FileStream Rotate(FileStream full)
    {
        full.Dispose();
        File.Delete(Numbered(path, files - 1));
        for (int number = files - 2; number >= 0; number--)
        {
            if (File.Exists(Numbered(path, number)))
                File.Move(Numbered(path, number), Numbered(path, number + 1), overwrite: true);
        }
        return Open();
    }

    /// <summary>The file set aside as number n; 0 is the current one.</summary>
    internal static string Numbered(string path, int number) =>
        number == 0 ? path : path + "." + number.ToString(CultureInfo.InvariantCulture);

    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
            stream?.Dispose();
        }
    }
}
