using System.Text.Json;

namespace ModelOps.Host.Tests;

/// <summary>Ctrl+C, SIGTERM, two shells at once: a real training in its worker, stopped in the middle.</summary>
public sealed class InterruptionTests : IDisposable
{
    private readonly ModelOpsProgram _program = new();
    private readonly string _profile;

    public InterruptionTests()
    {
        _program.Run("import-dataset", _program.File("points.csv", SmallData.Points()), "--name", "points").Expect(0);
        _profile = _program.File("long.yaml", SmallData.LongProfile);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task SignalSavesAndResumeEndsAsIfThereHadBeenNone(string signal, int exitCode)
    {
        const string epochs = "epochs=60";
        using var running = _program.Start("train", _profile, "--dataset", "points", "--set", epochs, "--set", "checkpoint.every_epochs=50", "--json");
        await running.WaitForErrorAsync("epoch 2/");
        running.Signal(signal);
        var stopped = (await running.EndAsync()).Expect(exitCode);
        Assert.Equal("stopped", stopped.Json.GetProperty("state").GetString());
        Assert.Contains("resume with: modelops resume", stopped.Error);
        Assert.True(stopped.Json.GetProperty("step").GetInt64() < stopped.Json.GetProperty("totalSteps").GetInt64());

        var resumed = _program.Run("resume", Id(stopped), "--json").Expect(0);
        Assert.Equal("completed", resumed.Json.GetProperty("state").GetString());
        Assert.Equal(Id(stopped), Id(resumed));

        var alone = _program.Run("train", _profile, "--dataset", "points", "--set", epochs, "--set", "checkpoint.every_epochs=50", "--json").Expect(0);
        Assert.NotEqual(Id(stopped), Id(alone));
        Assert.Equal(WeightsHash(alone), WeightsHash(resumed));
    }

    [Fact]
    public async Task SecondCtrlCEndsWithoutSaving()
    {
        using var running = _program.Start("train", _profile, "--dataset", "points", "--json");
        await running.WaitForErrorAsync("epoch 1/");
        running.Signal("INT");
        running.Signal("INT");
        var result = (await running.EndAsync()).Expect(130);
        // The worker may have saved before it heard of the second.
        Assert.Contains(result.Json.GetProperty("state").GetString(), new[] { "cancelled", "stopped" });
    }

    [Fact]
    public async Task OfTwoResumesOneWins()
    {
        var started = _program.Run("train", _profile, "--dataset", "points", "--detach", "--json").Expect(0);
        _program.Run("stop", Id(started)).Expect(0);
        var both = await Task.WhenAll(
            _program.RunAsync("resume", Id(started), "--detach", "--json"), _program.RunAsync("resume", Id(started), "--detach", "--json"));
        Assert.Equal([0, 4], both.Select(r => r.ExitCode).Order());
        Assert.Contains("error", both.Single(r => r.ExitCode == 4).Json.EnumerateObject().Select(p => p.Name));
        _program.Run("stop", Id(started)).Expect(0);
    }

    [Fact]
    public async Task DetachedTrainingOutlivesItsShellAndStopsOnRequest()
    {
        var started = _program.Run("train", _profile, "--dataset", "points", "--detach", "--json").Expect(0);
        JsonElement status;
        do
        {
            await Task.Delay(100);
            status = _program.Run("status", Id(started), "--json").Expect(0).Json;
        }
        while (status.GetProperty("state").GetString() is "queued" or "starting");
        Assert.Equal("running", status.GetProperty("state").GetString());
        var stopped = _program.Run("stop", Id(started), "--json").Expect(0).Json;
        Assert.Equal("stopped", stopped.GetProperty("state").GetString());
        _program.Run("train", _profile, "--dataset", "points", "--set", "epochs=1").Expect(0);
    }

    [Fact]
    public void ResumeWithoutASoundCheckpointIsAnError()
    {
        var started = _program.Run("train", _profile, "--dataset", "points", "--detach", "--json").Expect(0);
        _program.Run("stop", Id(started)).Expect(0);
        foreach (var file in Directory.GetFiles(Path.Combine(_program.Home, "sessions", Id(started), "checkpoints"), "model.safetensors", SearchOption.AllDirectories))
        {
            using var stream = File.OpenWrite(file);
            stream.SetLength(stream.Length / 2);
        }
        _program.Run("resume", Id(started)).Expect(1);
        Assert.Contains(_program.Run("status", Id(started), "--json").Expect(0).Json.GetProperty("state").GetString(), new[] { "stopped", "failed" });
    }

    private static string Id(ProgramResult result) => result.Json.GetProperty("sessionId").GetString()!;

    private string WeightsHash(ProgramResult result) =>
        _program.Run("model-info", result.Json.GetProperty("modelId").GetString()!, "--json").Expect(0).Json.GetProperty("sha256").GetString()!;

    public void Dispose() => _program.Dispose();
}
