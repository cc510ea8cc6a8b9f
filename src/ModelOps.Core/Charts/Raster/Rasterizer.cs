namespace ModelOps.Core;

/// <summary>
/// Draws lines, circles and rectangles with smooth edges: a pixel is covered by as much as its centre lies inside the shape's edge,
/// within half a pixel on both sides. The pixels of a line are first gathered and then mixed in once, so that it doesn't get darker
/// where it crosses itself.
/// </summary>
internal sealed class Rasterizer(Bitmap bitmap)
{
    private readonly float[] mask = new float[bitmap.Width * bitmap.Height];

    /// <summary>A pen with a round tip drawn through points, stroke by stroke.</summary>
    public void Strokes(IEnumerable<IReadOnlyList<ScenePoint>> strokes, double width, Rgb color, double opacity)
    {
        var touched = new Bounds();
        foreach (var stroke in strokes)
        {
            if (stroke.Count == 1)
                Segment(stroke[0], stroke[0], width, ref touched);
            for (int i = 1; i < stroke.Count; i++)
                Segment(stroke[i - 1], stroke[i], width, ref touched);
        }
        Mix(touched, color, opacity);
    }

    public void Circle(ScenePoint center, double radius, Rgb color) => Strokes([[center]], 2 * radius, color, 1);

    public void Rectangle(SceneArea area, double radius, Rgb color)
    {
        for (int y = Math.Max(0, (int)area.Top); y < Math.Min(bitmap.Height, area.Bottom); y++)
        {
            for (int x = Math.Max(0, (int)area.Left); x < Math.Min(bitmap.Width, area.Right); x++)
            {
                double share = radius > 0
                    ? Math.Clamp(0.5 - OutsideRounded(area, radius, x + 0.5, y + 0.5), 0, 1)
                    : Overlap(x, area.Left, area.Right) * Overlap(y, area.Top, area.Bottom);
                if (share > 0)
                    bitmap.Blend(x, y, color, share);
            }
        }
    }

    /// <summary>How much of the pixel from <paramref name="at"/> to the next lies between two ends.</summary>
    private static double Overlap(int at, double low, double high) => Math.Clamp(Math.Min(at + 1, high) - Math.Max(at, low), 0, 1);

    /// <summary>Distance to the edge of a rectangle with round corners; negative inside.</summary>
    private static double OutsideRounded(SceneArea area, double radius, double x, double y)
    {
        double dx = Math.Abs(x - (area.Left + area.Right) / 2) - (area.Width / 2 - radius);
        double dy = Math.Abs(y - (area.Top + area.Bottom) / 2) - (area.Height / 2 - radius);
        return Math.Sqrt(Math.Max(dx, 0) * Math.Max(dx, 0) + Math.Max(dy, 0) * Math.Max(dy, 0)) + Math.Min(Math.Max(dx, dy), 0) - radius;
    }

    private void Segment(ScenePoint from, ScenePoint to, double width, ref Bounds touched)
    {
        double reach = width / 2 + 0.5;
        // A pen thinner than a pixel covers it in part only.
        double most = Math.Min(1, width);
        double dx = to.X - from.X, dy = to.Y - from.Y, length = dx * dx + dy * dy;
        int first = Math.Max(0, (int)Math.Floor(Math.Min(from.Y, to.Y) - reach));
        int last = Math.Min(bitmap.Height - 1, (int)Math.Ceiling(Math.Max(from.Y, to.Y) + reach));
        for (int row = first; row <= last; row++)
        {
            var (low, high) = Columns(from, to, row + 0.5, reach);
            for (int column = low; column <= high; column++)
            {
                double x = column + 0.5 - from.X, y = row + 0.5 - from.Y;
                double along = length > 0 ? Math.Clamp((x * dx + y * dy) / length, 0, 1) : 0;
                double distance = Math.Sqrt((x - along * dx) * (x - along * dx) + (y - along * dy) * (y - along * dy));
                float share = (float)(Math.Clamp(reach - distance, 0, 1) * most);
                int at = row * bitmap.Width + column;
                if (share > mask[at])
                    mask[at] = share;
            }
            if (low <= high)
                touched.Add(low, high, row);
        }
    }

    /// <summary>The columns that the part of a segment near a row can touch.</summary>
    private (int Low, int High) Columns(ScenePoint from, ScenePoint to, double y, double reach)
    {
        double near = from.X, far = to.X;
        if (Math.Abs(to.Y - from.Y) > 1e-9)
        {
            double a = Math.Clamp((y - reach - from.Y) / (to.Y - from.Y), 0, 1);
            double b = Math.Clamp((y + reach - from.Y) / (to.Y - from.Y), 0, 1);
            near = from.X + a * (to.X - from.X);
            far = from.X + b * (to.X - from.X);
        }
        return (Math.Max(0, (int)Math.Floor(Math.Min(near, far) - reach)),
            Math.Min(bitmap.Width - 1, (int)Math.Ceiling(Math.Max(near, far) + reach)));
    }

    private void Mix(Bounds touched, Rgb color, double opacity)
    {
        for (int row = touched.Top; row <= touched.Bottom; row++)
        {
            for (int column = touched.Left; column <= touched.Right; column++)
            {
                ref float share = ref mask[row * bitmap.Width + column];
                if (share > 0)
                    bitmap.Blend(column, row, color, share * opacity);
                share = 0;
            }
        }
    }

    /// <summary>The pixels that were touched.</summary>
    private struct Bounds()
    {
        public int Left = int.MaxValue, Right = -1, Top = int.MaxValue, Bottom = -1;

        public void Add(int low, int high, int row)
        {
            Left = Math.Min(Left, low);
            Right = Math.Max(Right, high);
            Top = Math.Min(Top, row);
            Bottom = Math.Max(Bottom, row);
        }
    }
}
