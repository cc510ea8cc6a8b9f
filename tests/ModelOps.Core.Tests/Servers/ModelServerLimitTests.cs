using ModelOps.Core;

namespace ModelOps.Core.Tests.Servers;

/// <summary>Spans of time that a server is judged by, beside the interval at which it is looked at; logs that can't be written.</summary>
public sealed class ModelServerLimitTests : IDisposable
{
    private readonly ServerHome home = new();

    public void Dispose() => home.Dispose();

    private ModelServerService Servers => home.Servers;

    [Fact]
    public async Task A_server_that_is_looked_at_less_often_than_it_may_be_ill_is_well()
    {
        var request = home.Request("tiny") with { PollInterval = TimeSpan.FromSeconds(3), UnhealthyLimit = TimeSpan.FromSeconds(1) };
        await home.StartReadyAsync(request);
        using var client = Servers.Connect("tiny");
        await client.AskAsync(new() { Messages = [new("user", "hello")] });
        // The next look is the one that sees the request.
        var server = await home.UntilAsync("tiny", s => s.LastUsed is not null || s.Restarts > 0 || !s.IsActive);
        Assert.Equal((ModelServerState.Ready, 0), (server.State, server.Restarts));
    }

    [Fact]
    public async Task A_server_that_is_looked_at_less_often_than_it_may_be_idle_is_not_stopped_in_an_answer()
    {
        var request = home.Request("tiny", "--test-piece-delay", "1") with
        {
            PollInterval = TimeSpan.FromMinutes(1), IdleLimit = TimeSpan.FromSeconds(3),
        };
        await home.StartReadyAsync(request);
        using var client = Servers.Connect("tiny");
        var answer = await client.AskAsync(new() { Messages = [new("user", "1 2 3 4 5 6 7")] });
        Assert.Equal("1 2 3 4 5 6 7", answer.Text);
        await home.UntilAsync("tiny", s => s.State == ModelServerState.Stopped);
        Assert.Contains("no request for 3s", home.Log("tiny"));
    }

    [Fact]
    public async Task A_log_that_can_not_be_written_is_why_a_server_does_not_start()
    {
        var log = Directory.CreateDirectory(home.Home.ServerLog("tiny")).FullName;
        Servers.Start(home.Request("tiny"));
        var error = await Assert.ThrowsAsync<ModelOpsException>(() => Servers.WaitAsync("tiny", ServerHome.Patience));
        Assert.Contains($"'{log}' can't be written", error.Message);
        Directory.Delete(log);
        Servers.Restart("tiny");
        Assert.Equal(ModelServerState.Ready, (await Servers.WaitAsync("tiny", ServerHome.Patience)).State);

        var folder = Path.GetDirectoryName(ModelServerService.SupervisorLog(home.Home, "other"))!;
        Directory.Delete(folder, recursive: true);
        await File.WriteAllTextAsync(folder, "in the way");
        Assert.Equal("ServerLogFailed", Assert.Throws<ModelOpsException>(() => Servers.Start(home.Request("other"))).ErrorId);
        Assert.Contains(folder, Servers.Get("other").Error);
    }

    [Fact]
    public void A_look_from_before_a_server_was_started_again_leaves_it_alone()
    {
        var registry = home.Workspace.Registry;
        var (_, definition) = ServerPlan.Make(home.Workspace, home.Request("tiny"));
        ServerRow Queue() => registry.Write(c =>
        {
            ServerTable.Queue(c, "tiny", definition, ProcessIdentity.Current);
            return ServerTable.Get(c, "tiny")!;
        });
        var before = Queue();
        Queue();
        var repair = new ServerRepair(registry);
        repair.Repair(before, "is gone");
        Assert.Equal(ModelServerState.Starting, Servers.Get("tiny").State);
        repair.Repair(registry.Read(c => ServerTable.Get(c, "tiny"))!, "is gone");
        Assert.Equal((ModelServerState.Failed, "is gone"), (Servers.Get("tiny").State, Servers.Get("tiny").Error));
    }
}
