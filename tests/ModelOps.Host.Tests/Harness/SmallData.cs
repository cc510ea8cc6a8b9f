using System.Globalization;
using System.Text;

namespace ModelOps.Host.Tests;

/// <summary>Data and profiles that train in well under a second.</summary>
public static class SmallData
{
    /// <summary>Three classes of points in the plane, with a heading; far enough apart to be told apart.</summary>
    public static string Points(int samples = 150)
    {
        var random = new Random(7);
        var text = new StringBuilder("x,y,kind\n");
        for (int i = 0; i < samples; i++)
        {
            int kind = i % 3;
            double angle = kind * 2 * Math.PI / 3;
            double x = (4 * Math.Cos(angle)) + random.NextDouble(), y = (4 * Math.Sin(angle)) + random.NextDouble();
            text.Append(CultureInfo.InvariantCulture, $"{x:F4},{y:F4},{"abc"[kind]}\n");
        }
        return text.ToString();
    }

    public const string Profile = """
        # Points in the plane.
        name: points
        network: { family: mlp, hidden: [8] }
        optimizer: { name: adamw, lr: 0.02 }
        epochs: 4
        batch: 16
        threads: 1
        """;

    /// <summary>As <see cref="Profile"/>, with enough steps to be stopped in the middle on any machine.</summary>
    public const string LongProfile = """
        name: long
        network: { family: mlp, hidden: [16, 16], dropout: 0.1 }
        optimizer: { name: adamw, lr: 0.002 }
        epochs: 2000
        batch: 4
        threads: 1
        checkpoint: { every_epochs: 20, keep: 2 }
        """;
}
