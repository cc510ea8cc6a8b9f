using System.Net;
using System.Net.Sockets;
using ModelOps.Core;

namespace ModelOps.Core.Tests.Servers;

public sealed class ModelServerTests : IDisposable
{
    private readonly ServerHome home = new();

    private FileStream? locked;

    public void Dispose()
    {
        locked?.Dispose();
        home.Dispose();
    }

    private ModelServerService Servers => home.Servers;

    [Fact]
    public async Task A_server_starts_is_ready_answers_and_stops()
    {
        var starting = Servers.Start(home.Request("tiny"));
        Assert.Equal(("tiny", ModelServerState.Starting, home.Model), (starting.Name, starting.State, starting.ModelPath));

        var server = await Servers.WaitAsync("tiny", ServerHome.Patience);
        Assert.Equal(ModelServerState.Ready, server.State);
        Assert.InRange(server.Port, 20_000, 29_999);
        Assert.Equal($"http://127.0.0.1:{server.Port}", server.Url);
        Assert.True(server.MemoryBytes > 1_000_000);
        Assert.NotNull(server.ProcessId);
        Assert.NotEqual(server.ProcessId, server.SupervisorId);

        using (var client = Servers.Connect("tiny"))
        {
            var answer = await client.AskAsync(new() { Messages = [new("user", "one two three")] });
            Assert.Equal(("one two three", "stop", 3, 3), (answer.Text, answer.FinishReason, answer.PromptTokens, answer.CompletionTokens));
            Assert.Equal(["user", "assistant"], answer.Messages.Select(m => m.Role));
        }
        await home.UntilAsync("tiny", s => s.LastUsed is not null);

        var processes = home.Processes("tiny");
        Assert.Contains(server.ProcessId.Value, processes);
        var stopped = await Servers.StopAsync("tiny");
        Assert.Equal((ModelServerState.Stopped, null, null, 0), (stopped.State, stopped.ProcessId, stopped.MemoryBytes, stopped.Port));
        Assert.NotNull(stopped.Ended);
        Assert.All([.. processes, server.SupervisorId!.Value], id => Assert.Null(ProcessIdentity.Find(id)));
        Assert.Contains("received SIGTERM", home.Log("tiny"));
        Assert.Contains("modelops", home.Log("tiny"));
        Assert.Equal(ModelServerState.Stopped, (await Servers.StopAsync("tiny")).State);
    }

    [Fact]
    public async Task Another_shell_finds_the_server_and_stops_it()
    {
        await home.StartReadyAsync("tiny");
        var other = home.Open();
        Assert.Equal(ModelServerState.Ready, other.Servers.Get("tiny").State);
        Assert.Equal(["tiny"], other.Servers.Find("t*").Select(s => s.Name));
        await other.Servers.StopAsync("tiny");
        Assert.Equal(ModelServerState.Stopped, Servers.Get("tiny").State);
    }

    [Fact]
    public async Task Several_servers_start_at_once_on_ports_of_their_own()
    {
        string[] names = ["a", "b", "c"];
        foreach (var name in names)
            Servers.Start(home.Request(name, "--test-start-delay", "0.3"));
        var servers = await Task.WhenAll(names.Select(n => Servers.WaitAsync(n, ServerHome.Patience)));
        Assert.Equal(3, servers.Select(s => s.Port).Distinct().Count());
        var stopped = await Servers.StopAllAsync();
        Assert.All(stopped, s => Assert.Equal(ModelServerState.Stopped, s.State));
        Assert.Equal(3, stopped.Count);
    }

    [Fact]
    public async Task An_active_name_is_refused_and_one_that_ended_starts_anew()
    {
        await home.StartReadyAsync("tiny");
        var error = Assert.Throws<ModelOpsException>(() => Servers.Start(home.Request("TINY")));
        Assert.Equal(("ServerActive", ErrorKind.Conflict), (error.ErrorId, error.Kind));
        Assert.Equal("ServerActive", Assert.Throws<ModelOpsException>(() => Servers.Start("tiny")).ErrorId);
        Assert.Equal("ServerStillActive", Assert.Throws<ModelOpsException>(() => Servers.Remove("tiny")).ErrorId);
        await Servers.StopAsync("tiny");

        Servers.Start("tiny");
        Assert.Equal(ModelServerState.Ready, (await Servers.WaitAsync("tiny", ServerHome.Patience)).State);
        await Servers.StopAsync("tiny");
        Servers.Remove("tiny");
        Assert.Empty(Servers.Find());
        Assert.False(File.Exists(home.Home.ServerLog("tiny")));
        Assert.Equal("ServerNotFound", Assert.Throws<ModelOpsException>(() => Servers.Get("tiny")).ErrorId);
    }

    [Fact]
    public async Task Restart_gives_a_new_process()
    {
        var before = await home.StartReadyAsync("tiny");
        Servers.Restart("tiny");
        var after = await Servers.WaitAsync("tiny", ServerHome.Patience);
        Assert.NotEqual(before.ProcessId, after.ProcessId);
        Assert.Equal((before.SupervisorId, 0), (after.SupervisorId, after.Restarts));
        Assert.Null(ProcessIdentity.Find(before.ProcessId!.Value));
        await Servers.StopAsync("tiny");
        Servers.Restart("tiny");
        Assert.Equal(ModelServerState.Ready, (await Servers.WaitAsync("tiny", ServerHome.Patience)).State);
    }

    [Fact]
    public async Task A_server_keeps_its_port_when_it_is_started_again()
    {
        // A range that no other test uses.
        ModelServerRequest Request(string name) => home.Request(name) with { Ports = new(31_000, 31_030) };
        var first = await home.StartReadyAsync(Request("first"));
        var second = await home.StartReadyAsync(Request("second"));
        await Servers.StopAsync("first");
        Servers.Restart("second");
        Assert.Equal(second.Port, (await Servers.WaitAsync("second", ServerHome.Patience)).Port);
        Assert.True(second.Port > first.Port);
    }

    [Fact]
    public async Task A_server_whose_model_is_gone_is_not_ended_to_be_started_anew()
    {
        var before = await home.StartReadyAsync("tiny");
        File.Delete(home.Model);
        Assert.Equal("ServerModelFileNotFound", Assert.Throws<ModelOpsException>(() => Servers.Restart("tiny")).ErrorId);
        Assert.Equal((before.ProcessId, ModelServerState.Ready), (Servers.Get("tiny").ProcessId, Servers.Get("tiny").State));
    }

    [Fact]
    public async Task A_slow_start_is_awaited_and_one_past_the_limit_fails()
    {
        var slow = await home.StartReadyAsync(home.Request("slow", "--test-start-delay", "1.5"));
        Assert.True(slow.Ready - slow.Started >= TimeSpan.FromSeconds(1));

        var server = Servers.Start(home.Request("slower", "--test-start-delay", "600") with { StartLimit = TimeSpan.FromSeconds(1) });
        var error = await Assert.ThrowsAsync<ModelOpsException>(() => Servers.WaitAsync(server.Name, ServerHome.Patience));
        Assert.Equal("ServerFailed", error.ErrorId);
        Assert.Contains("not ready after 1s", error.Message);
        Assert.Contains("listening on", error.Message);
        var failed = Servers.Get("slower");
        Assert.Equal((ModelServerState.Failed, null), (failed.State, failed.ProcessId));
    }

    [Fact]
    public async Task A_wait_can_end_before_the_server_is_ready()
    {
        Servers.Start(home.Request("slow", "--test-start-delay", "600"));
        var error = await Assert.ThrowsAsync<ModelOpsException>(() => Servers.WaitAsync("slow", TimeSpan.FromMilliseconds(200)));
        Assert.Equal("ServerWaitOver", error.ErrorId);
        using var cancelled = new CancellationTokenSource(100);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Servers.WaitAsync("slow", cancellation: cancelled.Token));
        Assert.Equal(ModelServerState.Starting, Servers.Get("slow").State);
        Assert.Equal("ServerNotAnswering", Assert.Throws<ModelOpsException>(() => Servers.Connect("slow")).ErrorId);
    }

    [Fact]
    public async Task A_server_that_ends_before_it_is_ready_fails_with_its_last_words()
    {
        Servers.Start(home.Request("broken", "--test-chatter", "30", "--test-fail-at-start", "5"));
        var error = await Assert.ThrowsAsync<ModelOpsException>(() => Servers.WaitAsync("broken", ServerHome.Patience));
        Assert.Contains("exit code 5", error.Message);
        Assert.Contains("failed to load model, as it was told to", error.Message);
        Assert.Contains(home.Home.ServerLog("broken"), error.Message);

        Servers.Start(home.Request("unknown", "--no-such-option"));
        error = await Assert.ThrowsAsync<ModelOpsException>(() => Servers.WaitAsync("unknown", ServerHome.Patience));
        Assert.Contains("invalid argument: --no-such-option", error.Message);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_passed_over_and_refused_when_it_was_asked_for()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        int taken = ((IPEndPoint)other.LocalEndpoint).Port;
        var server = await home.StartReadyAsync(home.Request("a") with { Ports = new(taken, Math.Min(65535, taken + 300)) });
        Assert.NotEqual(taken, server.Port);

        var error = Assert.Throws<ModelOpsException>(() => Servers.Start(home.Request("b") with { Port = taken }));
        Assert.Equal("ServerPortTaken", error.ErrorId);
        Servers.Start(home.Request("c") with { Ports = new(taken, taken) });
        error = await Assert.ThrowsAsync<ModelOpsException>(() => Servers.WaitAsync("c", ServerHome.Patience));
        Assert.Contains("server.ports", error.Message);
    }

    [Fact]
    public async Task A_fixed_port_and_an_API_key_are_used()
    {
        int port = ServerHome.FreePort();
        var server = await home.StartReadyAsync(home.Request("a", "--api-key", "secret") with { Port = port });
        Assert.Equal(port, server.Port);
        using var client = Servers.Connect("a");
        Assert.Equal("hello", (await client.AskAsync(new() { Messages = [new("user", "hello")] })).Text);
        using var stranger = new ModelServerClient("a", server.Url!, "wrong");
        var error = await Assert.ThrowsAsync<ModelOpsException>(() => stranger.AskAsync(new() { Messages = [new("user", "hello")] }));
        Assert.Contains("Invalid API Key", error.Message);
    }

    /// <summary>A file that is there and gives an error when it is read, also to a system's administrator.</summary>
    private string Unreadable
    {
        get
        {
            var path = Path.Combine(home.Home.Path, "locked.gguf");
            File.WriteAllBytes(path, "GGUF"u8);
            locked = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return path;
        }
    }

    [Fact]
    public void What_is_wrong_with_a_request_is_said_before_anything_is_registered()
    {
        var request = home.Request("a");
        var text = Path.Combine(home.Home.Path, "notes.gguf");
        File.WriteAllText(text, "not a model");
        var empty = Path.Combine(home.Home.Path, "empty.gguf");
        File.WriteAllText(empty, "");
        (ModelServerRequest Request, string Error)[] cases =
        [
            (request with { Model = "/nowhere/x.gguf" }, "ServerModelFileNotFound"),
            (request with { Model = "no-such-model" }, "ServerModelNotFound"),
            (request with { Model = text }, "ServerModelNotGguf"),
            (request with { Model = empty }, "ServerModelNotGguf"),
            (request with { Model = Unreadable }, "ServerModelUnreadable"),
            (request with { Model = home.Home.Path }, "ServerModelFolder"),
            (request with { Name = "../x" }, "ServerNameInvalid"),
            (request with { Name = ".x" }, "ServerNameInvalid"),
            (request with { HostName = "203.0.113.7" }, "ServerHostNotHere"),
            (request with { Port = 70_000 }, "ServerPortInvalid"),
            (request with { Ports = new(80, 90) }, "SettingInvalid"),
            (request with { Program = "/nowhere/llama-server" }, "SettingInvalid"),
            (request with { GpuLayers = -1 }, "ServerNumberInvalid"),
            (request with { Arguments = ["--port", "1"] }, "ServerArgumentReserved"),
        ];
        Assert.All(cases, c => Assert.Equal(c.Error, Assert.Throws<ModelOpsException>(() => Servers.Start(c.Request)).ErrorId));
        Assert.Empty(Servers.Find());
    }

    [Fact]
    public async Task Models_are_found_by_name_in_the_model_folders()
    {
        var folder = Directory.CreateDirectory(Path.Combine(home.Home.Path, "gguf")).FullName;
        File.Copy(home.Model, Path.Combine(folder, "Small-1B.Q8_0.gguf"));
        home.Workspace.Settings.Set("models.folders", [folder]);
        var server = await home.StartReadyAsync(home.Request("x") with { Model = "small-1b.q8_0", Name = null });
        Assert.Equal("Small-1B.Q8_0", server.Name);
        var error = Assert.Throws<ModelOpsException>(() => Servers.Start(home.Request("x") with { Model = "small-1b.q8_1" }));
        Assert.Contains("Small-1B.Q8_0", error.Message);
    }
}
