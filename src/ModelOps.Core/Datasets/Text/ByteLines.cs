namespace ModelOps.Core;

/// <summary>The lines of a stream, without their ends; a byte order mark is passed over. Memory grows with the longest line, up to a limit.</summary>
internal sealed class ByteLines(Stream stream, int limit)
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _over;

    /// <summary>Number of the line, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The line; empty where it is too long.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    /// <summary>True where the line has more bytes than the limit.</summary>
    public bool TooLong { get; private set; }

    public bool Read()
    {
        TooLong = false;
        int searched = _start;
        while (true)
        {
            int found = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (found >= 0 || (_over && _end > _start))
                return Give(found < 0 ? _end : searched + found, found < 0 ? 0 : 1);
            if (_over)
                return false;
            if (_end - _start > limit)
            {
                TooLong = true;
                _start = _end;
            }
            searched = Fill();
        }
    }

    private bool Give(int end, int terminator)
    {
        var line = _buffer.AsMemory(_start, end - _start);
        _start = end + terminator;
        if (++Number == 1 && line.Span.StartsWith(ByteOrderMark))
            line = line[ByteOrderMark.Length..];
        Line = TooLong ? default : line;
        return true;
    }

    /// <summary>Reads more; returns where the new bytes begin.</summary>
    private int Fill()
    {
        int left = _end - _start;
        if (left > _buffer.Length / 2)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        _buffer.AsSpan(_start, left).CopyTo(_buffer);
        int read = stream.Read(_buffer, left, _buffer.Length - left);
        (_start, _end, _over) = (0, left + read, read == 0);
        return left;
    }
}
