using System.Diagnostics;
using ModelOps.Core;

namespace ModelOps.Host.Tests.Servers;

/// <summary>
/// Servers kept by the built program, with the machine's own llama-server and a tiny model where there is one (MODELOPS_LLAMA_SERVER,
/// PATH), and with the program that stands in its place, always.
/// </summary>
public sealed class LlamaServerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string folder = Directory.CreateTempSubdirectory("modelops-llama-").FullName;
    private readonly Workspace workspace;
    private readonly string model;

    public LlamaServerTests()
    {
        workspace = Workspace.Open(Path.Combine(folder, "home"));
        model = Path.Combine(folder, "tiny.gguf");
        TinyGguf.Write(model);
    }

    public static string StandIn { get; } = Path.Combine(
        AppContext.BaseDirectory, "ModelOps.TestServer" + (OperatingSystem.IsWindows() ? ".exe" : ""));

    /// <summary>The stand-in, and the real one where the machine has it.</summary>
    public static TheoryData<string> Programs
    {
        get
        {
            var settings = new SettingStore(new ModelOpsHome(Path.Combine(Path.GetTempPath(), "no-modelops-home")));
            string[] real = settings.Get(ModelOpsSettings.ServerProgram) is { Length: > 0 } named ? [named]
                : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
                    .Select(p => Path.Combine(p, "llama-server")).Where(File.Exists).Take(1).ToArray();
            return new TheoryData<string>([StandIn, .. real]);
        }
    }

    public void Dispose()
    {
        workspace.Servers.StopAllAsync(force: true).GetAwaiter().GetResult();
        workspace.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_model_is_served_from_start_to_stop(string program)
    {
        var request = new ModelServerRequest { Model = model, Program = program, ContextLength = 128, Threads = 1, PollInterval = TimeSpan.FromSeconds(0.2) };
        var starting = workspace.Servers.Start(request);
        Assert.Equal("tiny", starting.Name);
        var server = await workspace.Servers.WaitAsync("tiny", Patience);
        Assert.True(server.MemoryBytes > 1_000_000);

        using (var client = workspace.Servers.Connect("tiny"))
        {
            ModelAnswer? answer = null;
            var pieces = new List<string>();
            var chat = new ChatRequest { Messages = [new("user", "hello world the model is here")], MaxTokens = 5, Temperature = 0, Seed = 1 };
            await foreach (var piece in client.StreamAsync(chat, a => answer = a))
                pieces.Add(piece);
            Assert.NotNull(answer);
            Assert.Equal(string.Concat(pieces), answer.Text);
            Assert.Equal(("length", 5), (answer.FinishReason, answer.CompletionTokens));
            Assert.True(answer.PromptTokens > 4);

            var tooLong = new ChatMessage("user", string.Join(' ', Enumerable.Repeat("the", 2000)));
            var error = await Assert.ThrowsAsync<ModelOpsException>(() => client.AskAsync(new() { Messages = [tooLong] }));
            Assert.Equal("ServerRefused", error.ErrorId);
            Assert.Contains("exceeds the available context size", error.Message);
        }
        await UntilAsync(s => s.LastUsed is not null);

        using (var process = Process.GetProcessById(server.ProcessId!.Value))
            process.Kill();
        var again = await UntilAsync(s => s.State == ModelServerState.Ready && s.Restarts == 1);
        Assert.NotEqual(server.ProcessId, again.ProcessId);

        var stopped = await workspace.Servers.StopAsync("tiny");
        Assert.Equal(ModelServerState.Stopped, stopped.State);
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(again.ProcessId!.Value));
    }

    [Fact]
    public async Task A_registered_model_is_known_by_its_file_its_folder_and_its_id()
    {
        var imported = workspace.Importer.Import(model, new());
        Assert.False(workspace.Models.Set(imported.Id, new() { Enabled = false }).Enabled);
        foreach (var what in new[] { model, folder, imported.Id })
        {
            workspace.Servers.Start(new ModelServerRequest { Model = what, Program = StandIn, Name = "known" });
            Assert.Equal((imported.Id, model),
                ((await workspace.Servers.WaitAsync("known", Patience)).ModelId, workspace.Servers.Get("known").ModelPath));
            await workspace.Servers.StopAsync("known", force: true);
        }

        // A serving profile enables it and gives it its tier.
        workspace.Settings.Set("server.program", [StandIn]);
        Directory.CreateDirectory(workspace.Home.ServingProfiles);
        File.WriteAllText(
            Path.Combine(workspace.Home.ServingProfiles, "p.yaml"), $"models:\n  known: {{ model: '{model}', tier: powerful }}\n");
        var result = Assert.Single(await workspace.ServingProfiles.UseAsync(workspace.ServingProfiles.Get("p")));
        Assert.Equal(imported.Id, result.Server?.ModelId);
        var now = workspace.Models.Get(imported.Id);
        Assert.Equal((true, ModelTier.Powerful), (now.Enabled, now.Tier));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_broken_model_is_told_with_the_servers_own_words(string program)
    {
        using (var stream = File.Open(model, FileMode.Open))
            stream.SetLength(200);
        string[] arguments = program.Contains("TestServer") ? ["--test-fail-at-start", "1"] : [];
        workspace.Servers.Start(new ModelServerRequest { Model = model, Program = program, Name = "broken", Arguments = arguments });
        var error = await Assert.ThrowsAsync<ModelOpsException>(() => workspace.Servers.WaitAsync("broken", Patience));
        Assert.Contains("failed to load model", error.Message);
    }

    private async Task<ModelServer> UntilAsync(Func<ModelServer, bool> condition)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            var server = workspace.Servers.Get("tiny");
            if (condition(server))
                return server;
            Assert.True(
                waited.Elapsed < Patience, $"{server.State} {server.Error}\n{string.Join('\n', workspace.Servers.ReadLog("tiny", 50))}");
        }
    }
}
