namespace ModelOps.Core;

/// <summary>The filters of PNG rows (ISO/IEC 15948, clause 9).</summary>
internal static class PngFilter
{
    /// <summary>Undoes a row's filter in place. Both rows begin with the byte that names their filter.</summary>
    /// <param name="row">The row.</param>
    /// <param name="above">The row above, undone; zeros for the first.</param>
    /// <param name="distance">Bytes from a value to the one to the left of it.</param>
    public static void Undo(Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        byte filter = row[0];
        row = row[1..];
        above = above[1..];
        switch (filter)
        {
            case 0:
                break;
            case 1:
                for (int i = distance; i < row.Length; i++)
                    row[i] += row[i - distance];
                break;
            case 2:
                for (int i = 0; i < row.Length; i++)
                    row[i] += above[i];
                break;
            case 3:
                for (int i = 0; i < row.Length; i++)
                    row[i] += (byte)(((i < distance ? 0 : row[i - distance]) + above[i]) >> 1);
                break;
            case 4:
                for (int i = 0; i < row.Length; i++)
                    row[i] += i < distance ? above[i] : Paeth(row[i - distance], above[i], above[i - distance]);
                break;
            default:
                throw new InvalidDataException($"it has a filter {filter}, which there is not");
        }
    }

    private static byte Paeth(int left, int above, int corner)
    {
        int guess = left + above - corner;
        int toLeft = Math.Abs(guess - left), toAbove = Math.Abs(guess - above), toCorner = Math.Abs(guess - corner);
        return (byte)(toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner);
    }
}
