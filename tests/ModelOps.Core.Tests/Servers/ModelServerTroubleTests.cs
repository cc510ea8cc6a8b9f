using System.Diagnostics;
using ModelOps.Core;

namespace ModelOps.Core.Tests.Servers;

public sealed class ModelServerTroubleTests : IDisposable
{
    private readonly ServerHome home = new();
    private readonly HttpClient http = new();

    public void Dispose()
    {
        http.Dispose();
        home.Dispose();
    }

    private ModelServerService Servers => home.Servers;

    [Fact]
    public async Task A_crashed_server_is_started_again()
    {
        // It is ready between two looks only: whoever waits for that may miss it.
        Servers.Start(home.Request("tiny", "--test-crash-at-look", "2", "--test-crash-once", Path.Combine(home.Home.Path, "crashed")));
        await home.UntilAsync("tiny", s => s.State == ModelServerState.Ready && s.Restarts == 1);
        Assert.Contains("exit code 3", home.Log("tiny"));
        Assert.Contains("bad_alloc", home.Log("tiny"));
    }

    [Fact]
    public async Task A_crash_is_one_whatever_an_earlier_start_has_printed()
    {
        var log = home.Home.ServerLog("tiny");
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        await File.WriteAllTextAsync(log, "E start: couldn't bind HTTP server socket, hostname: 127.0.0.1, port: 20000\n");
        Servers.Start(home.Request("tiny", "--test-crash-at-look", "2", "--test-crash-once", Path.Combine(home.Home.Path, "crashed")));
        await home.UntilAsync("tiny", s => s.State == ModelServerState.Ready && s.Restarts == 1);
        Assert.Contains("couldn't bind", home.Log("tiny"));
    }

    [Fact]
    public async Task A_server_killed_from_outside_is_started_again()
    {
        var before = await home.StartReadyAsync("tiny");
        using (var process = Process.GetProcessById(before.ProcessId!.Value))
            process.Kill();
        var after = await home.UntilAsync("tiny", s => s.State == ModelServerState.Ready && s.Restarts == 1);
        Assert.NotEqual(before.ProcessId, after.ProcessId);
        Assert.Contains("signal 9", home.Log("tiny"));
    }

    [Fact]
    public async Task A_server_that_crashes_again_and_again_is_given_up_with_the_reason()
    {
        Servers.Start(home.Request("tiny", "--test-crash-at-look", "2") with { RestartLimit = 2 });
        var failed = await home.UntilAsync("tiny", s => s.State == ModelServerState.Failed);
        Assert.Contains("crashed 3 times", failed.Error);
        Assert.Contains("bad_alloc", failed.Error);
        Assert.Null(failed.ProcessId);
        Assert.Null(failed.SupervisorId);
    }

    [Fact]
    public async Task A_server_can_be_stopped_while_it_waits_to_be_started_again()
    {
        Servers.Start(home.Request("tiny", "--test-crash-at-look", "2") with { RestartDelay = TimeSpan.FromMinutes(5) });
        var crashed = await home.UntilAsync("tiny", s => s.State == ModelServerState.Crashed);
        Assert.Contains("exit code 3", crashed.Error);
        Assert.Equal(ModelServerState.Stopped, (await Servers.StopAsync("tiny")).State);
    }

    [Fact]
    public async Task A_server_that_hangs_is_unhealthy_then_killed_and_started_again()
    {
        var request = home.Request("tiny") with { UnhealthyLimit = TimeSpan.FromSeconds(3) };
        var before = await home.StartReadyAsync(request);
        await http.PostAsync($"{before.Url}/test/hang", null);
        await home.UntilAsync("tiny", s => s.State == ModelServerState.Unhealthy);
        var after = await home.UntilAsync("tiny", s => s.State == ModelServerState.Ready && s.Restarts == 1);
        Assert.NotEqual(before.ProcessId, after.ProcessId);
        Assert.Contains("did not answer for 3s", home.Log("tiny"));
    }

    [Fact]
    public async Task A_server_that_ignores_the_stop_signal_is_killed_with_all_its_processes()
    {
        await home.StartReadyAsync(home.Request("tiny", "--test-ignore-terminate", "--test-children", "2", "--test-daemons", "1")
            with { StopGrace = TimeSpan.FromSeconds(1) });
        await UntilProcessesAsync("tiny", 4);
        var processes = home.Processes("tiny");
        Assert.Equal(4, processes.Count);
        var token = home.Token("tiny");
        Assert.Equal(ModelServerState.Stopped, (await Servers.StopAsync("tiny")).State);
        Assert.All(processes, id => Assert.Null(ProcessIdentity.Find(id)));
        Assert.Empty(ProcessTree.Find(null, token));
        Assert.Contains("received SIGTERM", home.Log("tiny"));
        Assert.Contains("had to be killed", home.Log("tiny"));
    }

    [Fact]
    public async Task A_forced_stop_does_not_wait_for_the_grace_period()
    {
        await home.StartReadyAsync(home.Request("tiny", "--test-ignore-terminate") with { StopGrace = TimeSpan.FromMinutes(10) });
        // A gentle stop is under way and gives way to the forced one.
        var gentle = Servers.StopAsync("tiny");
        await home.UntilAsync("tiny", s => s.State == ModelServerState.Stopping);
        Assert.Equal(ModelServerState.Stopped, (await Servers.StopAsync("tiny", force: true)).State);
        Assert.Equal(ModelServerState.Stopped, (await gentle).State);
    }

    [Fact]
    public async Task What_a_crashed_server_leaves_behind_is_killed_before_the_next_start()
    {
        await home.StartReadyAsync("tiny", "--test-children", "2", "--test-daemons", "1");
        await UntilProcessesAsync("tiny", 4);
        var before = home.Processes("tiny");
        var server = Servers.Get("tiny");
        using (var process = Process.GetProcessById(server.ProcessId!.Value))
            process.Kill();
        await home.UntilAsync("tiny", s => s.State == ModelServerState.Ready && s.Restarts == 1);
        Assert.All(before, id => Assert.Null(ProcessIdentity.Find(id)));
    }

    [Fact]
    public async Task When_the_supervisor_is_killed_nothing_of_the_server_is_left()
    {
        var server = await home.StartReadyAsync("tiny", "--test-children", "1", "--test-daemons", "1");
        await UntilProcessesAsync("tiny", 3);
        var processes = home.Processes("tiny");
        using (var supervisor = Process.GetProcessById(server.SupervisorId!.Value))
            supervisor.Kill();
        // The system itself ends llama-server with its supervisor (Linux); whoever looks next ends what it had started.
        if (OperatingSystem.IsLinux())
        {
            for (var waited = Stopwatch.StartNew(); ProcessIdentity.Find(server.ProcessId!.Value) is not null; await Task.Delay(20))
                Assert.True(waited.Elapsed < ServerHome.Patience);
        }
        var failed = await home.UntilAsync("tiny", s => s.State == ModelServerState.Failed);
        Assert.Contains("supervisor", failed.Error);
        Assert.All(processes, id => Assert.Null(ProcessIdentity.Find(id)));
        Servers.Restart("tiny");
        Assert.Equal(ModelServerState.Ready, (await Servers.WaitAsync("tiny", ServerHome.Patience)).State);
    }

    [Fact]
    public async Task A_supervisor_that_is_told_to_end_ends_its_server_gently()
    {
        var server = await home.StartReadyAsync("tiny");
        Assert.True(ProcessTree.Terminate(ProcessIdentity.Find(server.SupervisorId!.Value)!));
        var stopped = await home.UntilAsync("tiny", s => !s.IsActive);
        Assert.Equal((ModelServerState.Stopped, null), (stopped.State, stopped.Error));
        Assert.Contains("received SIGTERM", home.Log("tiny"));
    }

    [Fact]
    public async Task A_server_whose_registry_is_replaced_ends()
    {
        var server = await home.StartReadyAsync("tiny");
        var process = ProcessIdentity.Find(server.ProcessId!.Value)!;
        File.Move(home.Home.RegistryFile, home.Home.RegistryFile + ".aside");
        for (var waited = Stopwatch.StartNew(); process.IsAlive; await Task.Delay(50))
            Assert.True(waited.Elapsed < ServerHome.Patience);
        File.Move(home.Home.RegistryFile + ".aside", home.Home.RegistryFile);
        Assert.Contains("no longer gives it", home.Log("tiny"));
    }

    [Fact]
    public async Task An_idle_server_is_stopped_and_a_used_one_is_not()
    {
        var request = home.Request("tiny") with { IdleLimit = TimeSpan.FromSeconds(4) };
        var server = await home.StartReadyAsync(request);
        using (var client = Servers.Connect("tiny"))
        {
            for (int i = 0; i < 12; i++, await Task.Delay(500))
                await client.AskAsync(new() { Messages = [new("user", "again")] });
        }
        var used = Servers.Get("tiny");
        Assert.True(used.IsActive && used.LastUsed - server.Ready > TimeSpan.FromSeconds(4));
        var stopped = await home.UntilAsync("tiny", s => s.State == ModelServerState.Stopped);
        Assert.True(stopped.Ended - used.LastUsed > TimeSpan.FromSeconds(3.5));
        Assert.Contains("no request for 4s", home.Log("tiny"));
    }

    [Fact]
    public async Task A_long_answer_keeps_a_server_from_being_idle()
    {
        var request = home.Request("tiny", "--test-piece-delay", "1") with { IdleLimit = TimeSpan.FromSeconds(3) };
        await home.StartReadyAsync(request);
        using var client = Servers.Connect("tiny");
        var answer = await client.AskAsync(new() { Messages = [new("user", "1 2 3 4 5 6 7")] });
        Assert.Equal("1 2 3 4 5 6 7", answer.Text);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_an_error_and_the_server_comes_back()
    {
        // A port outside of the range: once it is free, no other test's server answers there.
        await home.StartReadyAsync(home.Request("tiny", "--test-crash-in-answer") with { Port = ServerHome.FreePort() });
        using var client = Servers.Connect("tiny");
        var pieces = new List<string>();
        var error = await Assert.ThrowsAsync<ModelOpsException>(async () =>
        {
            await foreach (var piece in client.StreamAsync(new() { Messages = [new("user", "one two three four")] }))
                pieces.Add(piece);
        });
        Assert.Equal(("ServerAnswerBrokenOff", "one two"), (error.ErrorId, string.Concat(pieces)));
        await home.UntilAsync("tiny", s => s.State == ModelServerState.Ready && s.Restarts == 1);
        await Servers.StopAsync("tiny");
        error = await Assert.ThrowsAsync<ModelOpsException>(() => client.AskAsync(new() { Messages = [new("user", "hello")] }));
        Assert.Equal("ServerUnreachable", error.ErrorId);
    }

    [Fact]
    public async Task The_log_is_set_aside_at_its_limit()
    {
        home.Workspace.Settings.Set("server.log_size", ["4KiB"]);
        home.Workspace.Settings.Set("server.log_files", ["2"]);
        await home.StartReadyAsync("tiny", "--test-chatter", "1000");
        var log = home.Home.ServerLog("tiny");
        await Servers.StopAsync("tiny");
        Assert.InRange(new FileInfo(log).Length, 1, 4096);
        Assert.InRange(new FileInfo(log + ".1").Length, 1, 4096);
        Assert.False(File.Exists(log + ".2"));
        var tail = Servers.ReadLog("tiny", 40);
        Assert.Equal(40, tail.Count);
        Assert.Contains("modelops", tail[^1]);
        Assert.Contains(tail, l => l.StartsWith("line 999 "));
    }

    private async Task UntilProcessesAsync(string name, int count)
    {
        for (var waited = Stopwatch.StartNew(); home.Processes(name).Count < count; await Task.Delay(20))
            Assert.True(waited.Elapsed < ServerHome.Patience, $"{home.Processes(name).Count} of {count} processes");
    }
}
