using System.Text.Json;

namespace ModelOps.Host.Tests;

/// <summary>`bench` and `version`: what they print, and their bad input.</summary>
public sealed class MeasureTests : IDisposable
{
    private readonly ModelOpsProgram _program = new();

    [Fact]
    public void MemoryOfATrainingStaysFlat()
    {
        var result = _program.Run("bench", "memory", "--steps", "2000", "--threads", "1", "--json").Expect(0).Json;
        Assert.InRange(result.GetProperty("steps").GetInt64(), 2000, 2400);
        Assert.InRange(result.GetProperty("earlyBytes").GetInt64(), 1 << 26, 1L << 31);
        Assert.InRange(result.GetProperty("growthPercent").GetDouble(), -50, 5);
    }

    [Fact]
    public void MetricsBenchmarkComparesBothWays()
    {
        var result = _program.Run("bench", "metrics", "--steps", "200", "--rounds", "1", "--json").Expect(0).Json;
        double Of(string name) => result.GetProperty(name).GetDouble();
        Assert.True(Of("stepMs") > 0 && Of("bareStepMs") > 0);
        Assert.InRange(Of("writerPercent"), 0, 100);
        Assert.Equal(Of("writerPercent") + Of("samplingPercent") + Of("callsPercent"), Of("tellingPercent"), 0.002);
    }

    [Fact]
    public void StepBenchmarkPrintsTheFieldsOfThePyTorchScript()
    {
        var line = _program.Run("bench", "step", "--network", "mlp", "--batch", "8", "--steps", "4", "--threads", "1", "--optimizer", "sgd")
            .Expect(0).Json;
        string[] fields = ["network", "device", "precision", "compile", "batch", "threads", "median_step_ms", "p10_step_ms", "samples_per_s", "final_loss",
            "torch", "optimizer", "tf32", "steps", "params", "sdpa"];
        Assert.Equal(fields, line.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("mlp", 8, 4, 1), (line.GetProperty("network").GetString(), line.GetProperty("batch").GetInt32(),
            line.GetProperty("steps").GetInt32(), line.GetProperty("threads").GetInt32()));
        Assert.Equal(669706, line.GetProperty("params").GetInt64());
        Assert.True(line.GetProperty("median_step_ms").GetDouble() > 0);
    }

    [Theory]
    [InlineData("--network can't be 'rnn'. Use mlp, cnn, gpt or gpt-baby.", "--network", "rnn")]
    [InlineData("--steps can't be '0'. Give a whole number of 1 or more.", "--network", "mlp", "--steps", "0")]
    [InlineData("--threads can't be 'two'. Give a whole number of 1 or more.", "--network", "mlp", "--threads", "two")]
    public void StepBenchmarkNamesMistakes(string message, params string[] arguments) =>
        Assert.Contains(message, _program.Run(["bench", "step", .. arguments]).ExpectError(2, "CommandLineInvalid").Error);

    [Fact]
    public void RegistryBenchmarkLosesNothing()
    {
        var result = _program.Run("bench", "registry", "--models", "200", "--json").Expect(0).Json;
        Assert.Equal(200, result.GetProperty("models").GetInt32());
        var registry = result.GetProperty("registry");
        foreach (var field in new[] { "writeP50", "writeP99", "lookupP50", "lookupP99", "pageP50", "list", "writers" })
            Assert.True(registry.GetProperty(field).GetDouble() > 0, field);
        Assert.Equal(0, registry.GetProperty("writersLost").GetInt64());
    }

    [Fact]
    public void DeviceShowsTheMachine()
    {
        var devices = _program.Run("device", "--json").Expect(0).Json;
        Assert.Equal(["cpu", "disk"], devices.EnumerateArray().Select(d => d.GetProperty("kind").GetString()).Where(k => k != "gpu"));
        Assert.Equal(Environment.ProcessorCount, devices[0].GetProperty("cores").GetInt32());
        Assert.Matches(@"cpu +\d+\.\d\d %", _program.Run("device").Expect(0).Output);
        Assert.False(Directory.Exists(_program.Home));
    }

    [Fact]
    public void VersionNamesLibtorchAndBlas()
    {
        var version = _program.Run("version", "--json").Expect(0).Json;
        Assert.StartsWith(".NET 10", version.GetProperty("runtime").GetString());
        Assert.Matches(@"^\d+\.\d+", version.GetProperty("libtorch").GetString());
        Assert.Contains(version.GetProperty("torchBackend").GetString(), new[] { "System", "TorchSharp" });
        Assert.Equal(JsonValueKind.String, version.GetProperty("blas").ValueKind);
        Assert.Contains("libtorch", _program.Run("version").Expect(0).Output);
    }

    public void Dispose() => _program.Dispose();
}
