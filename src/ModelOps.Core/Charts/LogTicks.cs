namespace ModelOps.Core;

/// <summary>
/// Marks of a logarithmic axis: 1, 2 and 5 times the powers of ten where the range is short, else powers of ten alone.
/// </summary>
internal static class LogTicks
{
    /// <summary>
    /// Marks of which the first is not above <paramref name="low"/>, the last not below <paramref name="high"/>; 0 &lt; low &lt;
    /// high.
    /// </summary>
    public static double[] Covering(double low, double high, int intervals)
    {
        // In a range this short 1, 2 and 5 give one or two marks; equal distances read better.
        if (high / low <= 4)
        {
            var linear = LinearTicks.Covering(low, high, intervals, AxisUnit.Number);
            if (linear[0] > 0)
                return linear;
        }
        foreach (int[] digits in new int[][] { [1, 2, 5], [1, 3] })
        {
            var marks = Marks(low, high, digits, 1);
            if (marks.Count - 1 <= intervals)
                return [.. marks];
        }
        for (int stride = 1; ; stride++)
        {
            var marks = Marks(low, high, [1], stride);
            if (marks.Count - 1 <= intervals)
                return [.. marks];
        }
    }

    /// <summary>The marks from the last not above <paramref name="low"/> to the first not below <paramref name="high"/>.</summary>
    private static List<double> Marks(double low, double high, int[] digits, int stride)
    {
        int exponent = (int)Math.Floor(Math.Log10(low) / stride) * stride - stride;
        var marks = new List<double>();
        for (; ; exponent += stride)
        {
            foreach (int digit in digits)
            {
                double mark = new RoundStep(digit, exponent).Value;
                if (mark <= low)
                    marks.Clear();
                marks.Add(mark);
                if (mark >= high)
                    return marks;
            }
        }
    }
}
