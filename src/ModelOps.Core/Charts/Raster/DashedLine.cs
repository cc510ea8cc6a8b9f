namespace ModelOps.Core;

/// <summary>Cuts a line into dashes.</summary>
internal static class DashedLine
{
    /// <summary>
    /// The dashes: lengths of dashes and gaps in turn, from the line's beginning on; the line itself where there is no pattern.
    /// </summary>
    public static IEnumerable<IReadOnlyList<ScenePoint>> Cut(IReadOnlyList<ScenePoint> points, IReadOnlyList<double> pattern)
    {
        if (pattern.Count == 0 || points.Count < 2)
        {
            yield return points;
            yield break;
        }
        var dash = new List<ScenePoint> { points[0] };
        int piece = 0;
        double left = pattern[0];
        for (int i = 1; i < points.Count; i++)
        {
            var from = points[i - 1];
            double rest = Distance(from, points[i]);
            while (rest > left)
            {
                from = Between(from, points[i], left / rest);
                rest -= left;
                if (piece % 2 == 0)
                {
                    dash.Add(from);
                    yield return dash;
                }
                dash = [from];
                piece++;
                left = pattern[piece % pattern.Count];
            }
            left -= rest;
            dash.Add(points[i]);
        }
        if (piece % 2 == 0)
            yield return dash;
    }

    private static double Distance(ScenePoint a, ScenePoint b) => Math.Sqrt((a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y));

    private static ScenePoint Between(ScenePoint a, ScenePoint b, double share) =>
        new(a.X + (b.X - a.X) * share, a.Y + (b.Y - a.Y) * share);
}
