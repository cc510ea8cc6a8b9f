using System.Buffers.Binary;

namespace ModelOps.Core;

/// <summary>A file to import, unpacked on the way where it is gzip (told by its content, not its name).</summary>
internal sealed class DatasetSource : IDisposable
{
    private const int PeekLength = 4096;
    private readonly FileStream? _file;
    private readonly IProgress<double>? _progress;

    private DatasetSource(string path, FileStream? file, Stream stream, byte[] start, IProgress<double>? progress)
    {
        Path = path;
        _file = file;
        Start = start;
        Stream = new PrependedStream(start, stream);
        _progress = progress;
    }

    public string Path { get; }
    /// <summary>The content from its beginning.</summary>
    public Stream Stream { get; }
    /// <summary>Its first bytes, also still in <see cref="Stream"/>.</summary>
    public byte[] Start { get; }

    /// <summary>IDX: two zero bytes, a type, the number of dimensions.</summary>
    public bool IsIdx =>
        Start.Length >= 4 && BinaryPrimitives.ReadUInt16BigEndian(Start) == 0 && Start[2] is >= 0x08 and <= 0x0E
            && Start[3] is >= 1 and <= 8;

    /// <summary>Text has no zero bytes; UTF-16 does.</summary>
    public bool IsText => !Start.Contains((byte)0);

    /// <summary>JSON Lines: text that begins with an object.</summary>
    public bool IsJsonLines
    {
        get
        {
            ReadOnlySpan<byte> start = Start;
            if (start.StartsWith(System.Text.Encoding.UTF8.Preamble))
                start = start[System.Text.Encoding.UTF8.Preamble.Length..];
            return start.TrimStart(" \t\r\n"u8).StartsWith("{"u8);
        }
    }

    public bool IsTabSeparated
    {
        get
        {
            var name = Path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? Path[..^3] : Path;
            return System.IO.Path.GetExtension(name).ToLowerInvariant() is ".tsv" or ".tab";
        }
    }

    public static DatasetSource Open(string path, IProgress<double>? progress = null)
    {
        if (!File.Exists(path))
            throw Error.Of(ErrorKind.NotFound, "DatasetFileNotFound", path);
        if (FileReading.IsEmpty(path))
            return new DatasetSource(path, null, Stream.Null, [], progress);
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            bool gzip = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
            file.Position = 0;
            Stream stream = gzip ? new GzipFile(file) : file;
            var start = new byte[PeekLength];
            int read = stream.ReadAtLeast(start, PeekLength, throwOnEndOfStream: false);
            return new DatasetSource(path, file, stream, start[..read], progress);
        }
        catch (Exception e)
        {
            file?.Dispose();
            throw Readable(path, e);
        }
    }

    /// <summary>Says how much of the file was read, 0 to 1.</summary>
    public void ReportProgress() => _progress?.Report(_file is not { Length: > 0 } file ? 1 : (double)file.Position / file.Length);

    /// <summary>The error to show for one that came up while reading a file.</summary>
    public static Exception Readable(string path, Exception e) => e switch
    {
        InvalidDataException => Error.Of(ErrorKind.InvalidInput, "DatasetGzipDamaged", path, e),
        UnauthorizedAccessException => Error.Of(ErrorKind.Unavailable, "AccessDeniedReading", path, e),
        _ => e,
    };

    public void Dispose()
    {
        Stream.Dispose();
        _file?.Dispose();
    }

    /// <summary>Gives bytes that were read ahead once more, then the rest.</summary>
    private sealed class PrependedStream(byte[] start, Stream rest) : ForwardReadStream
    {
        private int _given;

        public override int Read(Span<byte> buffer)
        {
            if (_given == start.Length)
                return rest.Read(buffer);
            int count = Math.Min(buffer.Length, start.Length - _given);
            start.AsSpan(_given, count).CopyTo(buffer);
            _given += count;
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                rest.Dispose();
            base.Dispose(disposing);
        }
    }
}
