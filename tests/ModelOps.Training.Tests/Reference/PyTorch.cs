using System.Text.Json;

namespace ModelOps.Training.Tests;

/// <summary>The numbers of reference.json, which reference.py made with PyTorch.</summary>
internal static class PyTorch
{
    public static JsonElement Numbers { get; } = Read("reference.json");

    /// <summary>resnet.json, which resnet.py made with torchvision.</summary>
    public static JsonElement ResNet { get; } = Read("resnet.json");

    public static double Double(this JsonElement of, string name) => of.GetProperty(name).GetDouble();

    public static int Int(this JsonElement of, string name) => of.GetProperty(name).GetInt32();

    public static double[] Doubles(this JsonElement of, string name) =>
        [.. of.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];

    public static float[] Floats(this JsonElement of, string name) => [.. of.Doubles(name).Select(v => (float)v)];

    /// <summary>Each number by its own size.</summary>
    public static void Close(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int i = 0; i < expected.Count; i++)
            Within(i, expected[i], actual[i], tolerance * Math.Max(1e-3, Math.Abs(expected[i])));
    }

    /// <summary>
    /// All by the size of the largest: sums of as many products of either sign, one of which is near zero by chance, differ by as much
    /// as their neighbours where a processor's kernels add in another order.
    /// </summary>
    public static void CloseTogether(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        double largest = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Count; i++)
            Within(i, expected[i], actual[i], tolerance * largest);
    }

    private static void Within(int index, double expected, double actual, double difference) =>
        Assert.True(Math.Abs(expected - actual) <= difference, $"[{index}]: {expected:R} expected, not {actual:R}");

    private static JsonElement Read(string name)
    {
        using var stream = typeof(PyTorch).Assembly.GetManifestResourceStream(name)!;
        return JsonDocument.Parse(stream).RootElement.Clone();
    }
}
