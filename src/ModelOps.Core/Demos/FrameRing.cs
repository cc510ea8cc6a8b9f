using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace ModelOps.Core;

/// <summary>
/// The newest frames of a demo in a file of fixed size, written by one process and read by any: frame n lies in slot n modulo the number of
/// slots, with its number, length and a checksum over all of them, so that a reader knows one that is being overwritten. Nothing is flushed
/// to the disk: a frame is worth nothing after a restart.
/// </summary>
internal sealed class FrameRing : IDisposable
{
    /// <summary>Frames that are kept.</summary>
    public const int Slots = 128;
    private const int SlotSize = 8192;
    private const int SlotHeader = 16;
    /// <summary>The file's header: the number of the newest frame.</summary>
    private const int HeaderSize = 8;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly SafeFileHandle file;

    private FrameRing(SafeFileHandle file) => this.file = file;

    /// <summary>A new, empty ring; one that is there is replaced.</summary>
    public static FrameRing Create(string path)
    {
        var file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.SetLength(file, HeaderSize + (long)Slots * SlotSize);
        return new FrameRing(file);
    }

    /// <summary>A ring to read; null where there is none yet.</summary>
    public static FrameRing? TryOpen(string path)
    {
        try
        {
            return new FrameRing(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Number of the newest frame; 0 where there is none.</summary>
    public long Newest
    {
        get
        {
            Span<byte> header = stackalloc byte[HeaderSize];
            return RandomAccess.Read(file, header, 0) == HeaderSize ? BinaryPrimitives.ReadInt64LittleEndian(header) : 0;
        }
    }

    /// <summary>Adds the next frame; its number must be one above the newest's.</summary>
    public void Write(ModelDemoFrame frame)
    {
        byte[] content = JsonSerializer.SerializeToUtf8Bytes(frame, Options);
        if (content.Length > SlotSize - SlotHeader)
            throw new ArgumentException($"A frame takes {SlotSize - SlotHeader} bytes at most, not {content.Length}.", nameof(frame));
        var slot = new byte[SlotHeader + content.Length];
        BinaryPrimitives.WriteInt64LittleEndian(slot, frame.Number);
        BinaryPrimitives.WriteInt32LittleEndian(slot.AsSpan(8), content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(slot.AsSpan(12), Checksum(slot, content));
        content.CopyTo(slot.AsSpan(SlotHeader));
        RandomAccess.Write(file, slot, Position(frame.Number));
        var header = new byte[HeaderSize];
        BinaryPrimitives.WriteInt64LittleEndian(header, frame.Number);
        RandomAccess.Write(file, header, 0);
    }

    /// <summary>The frame of that number; null where it is overwritten, or isn't written yet.</summary>
    public ModelDemoFrame? Read(long number)
    {
        var slot = new byte[SlotSize];
        if (number < 1 || RandomAccess.Read(file, slot, Position(number)) < SlotHeader
            || BinaryPrimitives.ReadInt64LittleEndian(slot) != number)
            return null;
        int length = BinaryPrimitives.ReadInt32LittleEndian(slot.AsSpan(8));
        if (length is < 0 or > SlotSize - SlotHeader)
            return null;
        var content = slot.AsSpan(SlotHeader, length);
        return Checksum(slot, content) == BinaryPrimitives.ReadUInt32LittleEndian(slot.AsSpan(12))
            ? JsonSerializer.Deserialize<ModelDemoFrame>(content, Options)
            : null;
    }

    /// <summary>The frames after a number that are still there, oldest first.</summary>
    public IReadOnlyList<ModelDemoFrame> ReadAfter(long number)
    {
        long newest = Newest;
        var frames = new List<ModelDemoFrame>();
        for (long next = Math.Max(number, newest - Slots) + 1; next <= newest; next++)
        {
            if (Read(next) is { } frame)
                frames.Add(frame);
        }
        return frames;
    }

    public void Dispose() => file.Dispose();

    /// <summary>Of number and length too: a reader may see a new number before the content that belongs to it.</summary>
    private static uint Checksum(ReadOnlySpan<byte> slot, ReadOnlySpan<byte> content) => Crc32.Append(Crc32.Append(0, slot[..12]), content);

    private static long Position(long number) => HeaderSize + number % Slots * SlotSize;
}
