namespace ModelOps.Core;

/// <summary>
/// Thins a line out to what a picture can show: of the points in one column of pixels the first, the least, the greatest and the last
/// ("M4", Jugel, Jerzak, Hackenbroich and Markl 2014). Drawn with lines a pixel wide the picture is the same as with all the points.
/// </summary>
internal static class Downsampling
{
    /// <summary>The points that are kept, in their order.</summary>
    /// <param name="points">Points in order of X, without gaps.</param>
    /// <param name="columnOf">Column of pixels that an X falls in; it doesn't fall from one point to the next.</param>
    public static List<ChartValue> PerColumn(IReadOnlyList<ChartValue> points, Func<double, int> columnOf)
    {
        var kept = new List<ChartValue>();
        for (int first = 0; first < points.Count;)
        {
            int column = columnOf(points[first].X);
            int end = first, least = first, greatest = first;
            for (; end < points.Count && columnOf(points[end].X) == column; end++)
            {
                if (points[end].Y < points[least].Y)
                    least = end;
                if (points[end].Y > points[greatest].Y)
                    greatest = end;
            }
            int previous = -1;
            foreach (int index in new[] { first, Math.Min(least, greatest), Math.Max(least, greatest), end - 1 })
            {
                if (index != previous)
                    kept.Add(points[index]);
                previous = index;
            }
            first = end;
        }
        return kept;
    }
}
