using System.Text;

namespace ModelOps.Core;

/// <summary>
/// Lines of a UTF-8 text that aren't blank, without their ends (LF or CR LF); a byte order mark is passed over. Holds one buffer, as long
/// as the longest line.
/// </summary>
internal sealed class LineReader(Stream stream)
{
    private const int InitialBuffer = 1 << 18;
    private const int MaxLine = 1 << 28;
    private byte[] _buffer = new byte[InitialBuffer];
    private int _position;
    private int _end;
    private bool _ended;

    /// <summary>Number of the line read last, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>
    /// The next line; false at the end. Valid until the next call. InvalidDataException where a line is longer than 256 MiB.
    /// </summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (NextLine(out line))
        {
            Line++;
            if (Line == 1 && line.StartsWith(Encoding.UTF8.Preamble))
                line = line[Encoding.UTF8.Preamble.Length..];
            line = line.Trim(" \t\r"u8);
            if (!line.IsEmpty)
                return true;
        }
        return false;
    }

    private bool NextLine(out ReadOnlySpan<byte> line)
    {
        int searched = 0;
        while (true)
        {
            var rest = _buffer.AsSpan(_position, _end - _position);
            int end = rest[searched..].IndexOf((byte)'\n');
            if (end >= 0)
            {
                line = rest[..(searched + end)];
                _position += line.Length + 1;
                return true;
            }
            searched = rest.Length;
            if (_ended)
            {
                line = rest;
                _position = _end;
                return !rest.IsEmpty;
            }
            Fill();
        }
    }

    private void Fill()
    {
        int left = _end - _position;
        if (left >= MaxLine)
            throw new InvalidDataException($"line {Line + 1} has more than {MaxLine} bytes");
        if (left == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        else
            _buffer.AsSpan(_position, left).CopyTo(_buffer);
        _position = 0;
        _end = left;
        int read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _ended = read == 0;
        _end += read;
    }
}
