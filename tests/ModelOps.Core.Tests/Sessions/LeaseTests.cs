using System.Diagnostics;

namespace ModelOps.Core.Tests;

/// <summary>Any look finds the sessions whose worker is dead, and no others.</summary>
public sealed class LeaseTests : IDisposable
{
    private readonly TrainingHome home = new();

    public void Dispose() => home.Dispose();

    /// <summary>A session that a process is said to have claimed.</summary>
    private string Claimed(ProcessIdentity worker, DateTime? heartbeat = null)
    {
        var id = home.Queue().Id;
        var table = home.Workspace.SessionTable;
        home.Workspace.Registry.Write(c =>
        {
            table.Claim(c, table.Get(c, id)!, worker, "token");
            if (heartbeat is { } time)
                c.Execute("UPDATE sessions SET heartbeat = $2 WHERE id = $1", id, time);
        });
        return id;
    }

    private static ProcessIdentity Dead()
    {
        using var process = TestProcess.Start("write-until-killed", Path.GetTempPath(), "none");
        var identity = ProcessIdentity.Find(process.Id)!;
        process.Kill();
        process.WaitForExit();
        return identity;
    }

    [Fact]
    public void ASessionOfALiveWorkerIsLeftAlone()
    {
        var id = Claimed(ProcessIdentity.Current, heartbeat: DateTime.UtcNow.AddHours(-3));
        Assert.Equal(SessionState.Starting, home.Workspace.Sessions.Get(id).State);
        Assert.Equal(Environment.ProcessId, home.Workspace.Sessions.Get(id).ProcessId);
    }

    [Fact]
    public void AnEndedProcessIsDead() => AssertInterrupted(Claimed(Dead()));

    [Fact]
    public void AProcessIdThatAnotherProcessHasNowIsDead() =>
        AssertInterrupted(Claimed(ProcessIdentity.Current with { Start = ProcessIdentity.Current.Start - 1 }));

    [Fact]
    public void AWorkerOfAnotherBootIsDeadOnceItIsSilent()
    {
        var elsewhere = ProcessIdentity.Current with { Machine = "another boot" };
        var heard = Claimed(elsewhere, DateTime.UtcNow);
        var silent = Claimed(elsewhere, DateTime.UtcNow - LeaseRepair.HeartbeatLimit - TimeSpan.FromSeconds(1));
        AssertInterrupted(silent);
        Assert.Equal(SessionState.Starting, home.Workspace.Sessions.Get(heard).State);
    }

    [Fact]
    public void ASessionWhoseLauncherDiedBeforeItStartedAWorkerDoesNotWaitForever()
    {
        var dead = Dead();
        var recent = home.Queue(dead).Id;
        var old = home.Queue(dead).Id;
        var launching = home.Queue().Id;
        var past = DateTime.UtcNow - LeaseRepair.LaunchLimit - TimeSpan.FromSeconds(1);
        foreach (var id in new[] { old, launching })
            home.Workspace.Registry.Write(c => c.Execute("UPDATE sessions SET queued = $2 WHERE id = $1", id, past));

        AssertInterrupted(old);
        Assert.Equal(SessionState.Queued, home.Workspace.Sessions.Get(recent).State);
        Assert.Equal(SessionState.Queued, home.Workspace.Sessions.Get(launching).State);
    }

    [Fact]
    public void LookingAtModelsRepairsToo()
    {
        var id = Claimed(Dead());
        var model = home.Workspace.Sessions.GetRow(id).Session.ModelId;
        Assert.Equal(ModelState.Interrupted, home.Workspace.Models.Get(model).State);
    }

    [Fact]
    public async Task WatchingRepairsToo()
    {
        using var process = TestProcess.Start("write-until-killed", Path.GetTempPath(), "none");
        var id = Claimed(ProcessIdentity.Find(process.Id)!);
        var watching = home.WatchToEnd(id);
        process.Kill();
        Assert.Equal(SessionState.Interrupted, (await watching).Session.State);
    }

    [Fact]
    public void AnInterruptedSessionOfADeadWorkerCanBeClaimedAgainAfterAResume()
    {
        var id = Claimed(Dead());
        AssertInterrupted(id);
        var table = home.Workspace.SessionTable;
        home.Workspace.Registry.Write(c => table.Move(c, table.Get(c, id)!, SessionState.Queued));
        using var worker = WorkerSession.Claim(home.Workspace, id);
        Assert.Equal(SessionState.Starting, worker.Session.State);
    }

    [Fact]
    public void AProcessIdentityIsReadBackAsWritten()
    {
        Assert.True(ProcessIdentity.Current is { IsLocal: true, IsAlive: true });
        Assert.Equal(ProcessIdentity.Current, ProcessIdentity.Parse(ProcessIdentity.Current.ToString()));
        Assert.False(Dead().IsAlive);
    }

    private void AssertInterrupted(string id)
    {
        var session = home.Workspace.Sessions.Get(id);
        Assert.Equal(SessionState.Interrupted, session.State);
        Assert.Null(session.ProcessId);
        Assert.NotNull(session.Ended);
        Assert.Contains(home.Workspace.Logs.Read(id), e => e.Level == "warning" && e.Message.StartsWith("Interrupted: ", StringComparison.Ordinal));
    }
}
