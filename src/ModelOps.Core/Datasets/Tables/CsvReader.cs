using System.Text;

namespace ModelOps.Core;

/// <summary>A table that can't be read on: where and why.</summary>
internal sealed class CsvFormatException(long line, string message) : Exception(message)
{
    public long Line { get; } = line;
}

/// <summary>
/// Reads rows of a delimited text as RFC 4180 has it: cells may stand in quotes, which protect delimiters, line ends and doubled quotes;
/// lines end with LF, CR LF or CR; a UTF-8 byte order mark and empty lines are passed over. Holds one buffer, whatever the file's size.
/// </summary>
internal sealed partial class CsvReader
{
    private const int InitialBuffer = 1 << 18;
    private const int MaxRow = 1 << 26;
    private const byte Quote = (byte)'"';
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';

    private readonly Stream _stream;
    /// <summary>What was read, from 0 to <see cref="_end"/>, and one zero byte behind it.</summary>
    private byte[] _buffer = new byte[InitialBuffer + 1];
    private int _position;
    private int _end;
    private bool _ended;
    private long _nextLine = 1;
    private Cell[] _cells = new Cell[64];
    private byte[] _unescaped = [];

    /// <summary>Where a cell lies in the buffer. <see cref="Escapes"/>: it holds doubled quotes.</summary>
    private record struct Cell(int Start, int Length, bool Quoted, bool Escapes);

    private enum Scan
    {
        Row,
        NeedsMore,
    }

    /// <param name="stream">The text, UTF-8.</param>
    /// <param name="delimiter">What stands between cells; null: found from the first line (comma, else tab, else semicolon).</param>
    public CsvReader(Stream stream, char? delimiter = null)
    {
        _stream = stream;
        Fill();
        if (_buffer.AsSpan(0, _end).StartsWith(Encoding.UTF8.Preamble))
            _position = Encoding.UTF8.Preamble.Length;
        Delimiter = (byte)(delimiter ?? DetectDelimiter(_buffer.AsSpan(_position, _end - _position)));
    }

    public byte Delimiter { get; }

    /// <summary>Cells of the current row.</summary>
    public int Count { get; private set; }

    /// <summary>Line the current row begins on, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>
    /// A cell of the current row, without its quotes; spaces around one without quotes are dropped. Valid until the next call.
    /// </summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var cell = _cells[index];
            var raw = _buffer.AsSpan(cell.Start, cell.Length);
            if (!cell.Quoted)
                return raw.Trim(" \t"u8);
            return cell.Escapes ? Unescape(raw) : raw;
        }
    }

    public string Text(int index) => Encoding.UTF8.GetString(this[index]);

    /// <summary>Moves to the next row that isn't empty; false at the end. Throws <see cref="CsvFormatException"/>.</summary>
    public bool Read()
    {
        while (true)
        {
            if (_position == _end && !Fill())
                return false;
            while (ScanRow() == Scan.NeedsMore)
                Fill();
            if (Count > 1 || _cells[0].Quoted || this[0].Length > 0)
                return true;
        }
    }

    private Scan ScanRow()
    {
        int at = _position;
        long line = _nextLine;
        Line = line;
        Count = 0;
        while (true)
        {
            if (Count == _cells.Length)
                Array.Resize(ref _cells, Count * 2);
            bool quoted = at < _end && _buffer[at] == Quote;
            if (!(quoted ? ScanQuoted(ref at, ref line) : ScanPlain(ref at)))
                return Scan.NeedsMore;
            if (at < _end && _buffer[at] == Delimiter)
            {
                at++;
                continue;
            }
            if (!SkipLineEnd(ref at))
                return Scan.NeedsMore;
            _position = at;
            _nextLine = line + 1;
            return Scan.Row;
        }
    }

    /// <summary>False where the buffer ends before the cell does and the file goes on.</summary>
    private bool ScanPlain(ref int at)
    {
        int start = at;
        var buffer = _buffer.AsSpan(0, _end);
        byte delimiter = Delimiter;
        while (at < buffer.Length)
        {
            byte b = buffer[at];
            if (b == delimiter || b == LineFeed || b == CarriageReturn)
                break;
            at++;
        }
        if (at == _end && !_ended)
            return false;
        _cells[Count++] = new Cell(start, at - start, false, false);
        return true;
    }

    private bool ScanQuoted(ref int at, ref long line)
    {
        int start = ++at;
        bool escapes = false;
        while (at < _end)
        {
            byte b = _buffer[at];
            if (b == LineFeed || (b == CarriageReturn && at + 1 < _end && _buffer[at + 1] != LineFeed))
                line++;
            if (b != Quote)
            {
                at++;
                continue;
            }
            if (at + 1 == _end && !_ended)
                return false;
            if (at + 1 < _end && _buffer[at + 1] == Quote)
            {
                escapes = true;
                at += 2;
                continue;
            }
            _cells[Count++] = new Cell(start, at - start, true, escapes);
            at++;
            if (at < _end && _buffer[at] != Delimiter && _buffer[at] != LineFeed && _buffer[at] != CarriageReturn)
                throw new CsvFormatException(line, $"cell {Count} goes on after its closing quote; double the quotes within it");
            return true;
        }
        if (_ended)
            throw new CsvFormatException(Line, $"cell {Count + 1} has an opening quote but no closing one");
        return false;
    }

    private bool SkipLineEnd(ref int at)
    {
        if (at == _end)
            return _ended;
        if (_buffer[at++] != CarriageReturn)
            return true;
        if (at == _end)
            return _ended;
        if (_buffer[at] == LineFeed)
            at++;
        return true;
    }

    /// <summary>Reads more behind what is not yet consumed. False where nothing came and nothing is left.</summary>
    private bool Fill()
    {
        int left = _end - _position;
        if (left == _buffer.Length - 1)
        {
            if (left >= MaxRow)
                throw new CsvFormatException(_nextLine, $"the row has more than {MaxRow} bytes; a quote may be missing");
            Array.Resize(ref _buffer, left * 2 + 1);
        }
        else if (_position > 0)
        {
            _buffer.AsSpan(_position, left).CopyTo(_buffer);
        }
        _position = 0;
        _end = left;
        while (!_ended && _end < _buffer.Length - 1)
        {
            int read = _stream.Read(_buffer, _end, _buffer.Length - 1 - _end);
            _ended = read == 0;
            _end += read;
        }
        _buffer[_end] = 0;
        return _end > 0;
    }

    private ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> raw)
    {
        if (_unescaped.Length < raw.Length)
            _unescaped = new byte[raw.Length];
        int length = 0;
        for (int i = 0; i < raw.Length; i++)
        {
            _unescaped[length++] = raw[i];
            if (raw[i] == Quote)
                i++;
        }
        return _unescaped.AsSpan(0, length);
    }

    private static char DetectDelimiter(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAny(LineFeed, CarriageReturn);
        var line = end < 0 ? text : text[..end];
        return line.Contains((byte)',') ? ',' : line.Contains((byte)'\t') ? '\t' : line.Contains((byte)';') ? ';' : ',';
    }
}
