using System.Runtime.InteropServices;

namespace ModelOps.Core;

/// <summary>
/// Values of a column, one a row: a piece in memory, and what is beyond it on the disk, so that any number of rows needs little memory.
/// </summary>
/// <param name="beside">The spool beside which the file is made, and with which it goes.</param>
/// <param name="name">Tells it from other columns.</param>
internal sealed class SpooledColumn<T>(FeatureSpool beside, string name)
    where T : unmanaged
{
    private readonly T[] _piece = new T[1 << 14];
    private int _filled;
    private long _spooled;
    private FeatureSpool? _spool;

    public long Count => _spooled + _filled;

    public void Add(T value)
    {
        if (_filled == _piece.Length)
        {
            _spool ??= beside.MakeBeside(name);
            _spool.Write(MemoryMarshal.AsBytes(_piece.AsSpan()));
            (_spooled, _filled) = (_spooled + _filled, 0);
        }
        _piece[_filled++] = value;
    }

    public void Clear()
    {
        _filled = 0;
        _spooled = 0;
        _spool?.SetLength(0);
        _spool?.GoToEnd();
    }

    /// <summary>All values in order, piece by piece; a piece is valid until the next one.</summary>
    public IEnumerable<ReadOnlyMemory<T>> Pieces()
    {
        var piece = new T[_piece.Length];
        for (long start = 0; start < _spooled; start += piece.Length)
        {
            _spool!.ReadAt(start * Marshal.SizeOf<T>(), MemoryMarshal.AsBytes(piece.AsSpan()));
            yield return piece;
        }
        yield return _piece.AsMemory(0, _filled);
    }
}
