using System.Text.Json;
using ModelOps.Tests;

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

    [Fact]
    public async Task CtrlCSavesAndResumeEndsAsIfThereHadBeenNone()
    {
        string[] train = ["train", _profile, "--dataset", "points", "--set", "epochs=500", "--set", "checkpoint.every_epochs=400", "--json"];
        using var running = _program.Start(train);
        await running.WaitForErrorAsync("epoch 2/");
        running.Signal(UnixSignal.Interrupt);
        var stopped = (await running.EndAsync()).Expect(130);
        Assert.Equal("stopped", stopped.Json.GetProperty("state").GetString());
        Assert.Contains("resume with: modelops resume", stopped.Error);
        Assert.True(stopped.Json.GetProperty("step").GetInt64() < stopped.Json.GetProperty("totalSteps").GetInt64());

        var resumed = _program.Run("resume", Id(stopped), "--json").Expect(0);
        Assert.Equal("completed", resumed.Json.GetProperty("state").GetString());
        Assert.Equal(Id(stopped), Id(resumed));

        var alone = _program.Run(train).Expect(0);
        Assert.NotEqual(Id(stopped), Id(alone));
        Assert.Equal(WeightsHash(alone), WeightsHash(resumed));
    }

    [Fact]
    public async Task TerminationSavesAndStops()
    {
        using var running = _program.Start("train", _profile, "--dataset", "points", "--json");
        await running.WaitForErrorAsync("epoch 1/");
        running.Signal(UnixSignal.Terminate);
        var stopped = (await running.EndAsync()).Expect(143);
        Assert.Equal("stopped", stopped.Json.GetProperty("state").GetString());
    }

    [Fact]
    public async Task SecondCtrlCEndsWithoutSaving()
    {
        using var running = _program.Start("train", _profile, "--dataset", "points", "--json");
        await running.WaitForErrorAsync("epoch 1/");
        running.Signal(UnixSignal.Interrupt);
        running.Signal(UnixSignal.Interrupt);
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
    public void DetachedTrainingOutlivesItsShellAndStopsOnRequest()
    {
        var id = StartDetached();
        var stopped = _program.Run("stop", id, "--json").Expect(0).Json;
        Assert.Equal("stopped", stopped.GetProperty("state").GetString());
        Assert.True(stopped.GetProperty("step").GetInt64() > 0);
        _program.Run("stop", "0123456789").ExpectError(3, "SessionNotFound");
    }

    [Fact]
    public async Task ACommandWhoseOutputNobodyReadsEndsAndItsTrainingGoesOn()
    {
        if (OperatingSystem.IsWindows())
            return;
        var script = _program.File("head.sh", $"'{ModelOpsProgram.Path}' train '{_profile}' --dataset points | head -n 1\nexit ${{PIPESTATUS[0]}}\n");
        using var running = _program.StartOther("bash", script);
        var result = (await running.EndAsync()).Expect(141);
        Assert.Single(result.Output.TrimEnd('\n').Split('\n'));
        var session = _program.Run("list-sessions", "--json").Expect(0).Json.EnumerateArray().Single();
        Assert.Contains(session.GetProperty("state").GetString(), new[] { "starting", "running" });
        _program.Run("logs", session.GetProperty("id").GetString()!, "--json").Expect(0);
    }

    [Fact]
    public void ResumeWithoutASoundCheckpointIsAnError()
    {
        var id = StartDetached();
        _program.Run("stop", id).Expect(0);
        foreach (var file in Directory.GetFiles(Path.Combine(_program.Home, "sessions", id, "checkpoints"), "model.safetensors", SearchOption.AllDirectories))
        {
            using var stream = File.OpenWrite(file);
            stream.SetLength(stream.Length / 2);
        }
        _program.Run("resume", id).ExpectError(1, "ResumeWithoutCheckpoint");
        Assert.Equal("stopped", _program.Run("status", id, "--json").Expect(0).Json.GetProperty("state").GetString());
    }

    /// <summary>A training that nobody watches, once it takes steps.</summary>
    private string StartDetached()
    {
        var id = Id(_program.Run("train", _profile, "--dataset", "points", "--detach", "--json").Expect(0));
        JsonElement status;
        do
        {
            Thread.Sleep(50);
            status = _program.Run("status", id, "--json").Expect(0).Json;
            Assert.Contains(status.GetProperty("state").GetString(), new[] { "queued", "starting", "running" });
        }
        while (status.GetProperty("step").GetInt64() == 0);
        return id;
    }

    private static string Id(ProgramResult result) => result.Json.GetProperty("sessionId").GetString()!;

    private string WeightsHash(ProgramResult result) =>
        _program.Run("model-info", result.Json.GetProperty("modelId").GetString()!, "--json").Expect(0).Json.GetProperty("sha256")
            .GetString()!;

    public void Dispose() => _program.Dispose();
}
