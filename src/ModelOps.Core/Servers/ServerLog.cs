using System.Globalization;
using System.Text;

namespace ModelOps.Core;

/// <summary>
/// A server's log: what llama-server prints, and the supervisor's own lines, which begin with "modelops". At its limit a file is renamed
/// to .1, an older one to .2 and so on; the oldest goes.
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

    /// <param name="path">The current file.</param>
    /// <param name="limit">Bytes at which it is set aside.</param>
    /// <param name="files">Files kept, the current one included.</param>
    public ServerLog(string path, long limit, int files)
    {
        this.path = path;
        this.limit = limit;
        this.files = files;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        stream = Open();
    }

    /// <summary>A line of the supervisor's.</summary>
    public void Note(string text) =>
        Write(string.Create(CultureInfo.InvariantCulture, $"modelops {DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ} {text}"));

    /// <summary>A line as it came. After the end it is dropped.</summary>
    public void Write(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        lock (gate)
        {
            if (stream is null)
                return;
            if (stream.Length > 0 && stream.Length + bytes.Length > limit)
                Rotate();
            stream.Write(bytes);
            stream.Flush();
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

    private FileStream Open() => new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);

    private void Rotate()
    {
        stream!.Dispose();
        File.Delete(Numbered(path, files - 1));
        for (int number = files - 2; number >= 0; number--)
        {
            if (File.Exists(Numbered(path, number)))
                File.Move(Numbered(path, number), Numbered(path, number + 1), overwrite: true);
        }
        stream = Open();
    }

    /// <summary>The file set aside as number n; 0 is the current one.</summary>
    internal static string Numbered(string path, int number) =>
        number == 0 ? path : path + "." + number.ToString(CultureInfo.InvariantCulture);

    public void Dispose()
    {
        lock (gate)
        {
            stream?.Dispose();
            stream = null;
        }
    }
}
