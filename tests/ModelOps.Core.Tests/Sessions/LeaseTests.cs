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
    public void ASessionWhoseLauncherDiedBeforeItStartedAWorkerGoesBackToTheQueueAndStarts()
    {
        var started = new List<string>();
        home.Workspace.Queue.Starter = row => started.Add(row.Session.Id);
        home.Workspace.Settings.Set("training.cpu_slots", ["2"]);
        var launching = home.Queue().Id;
        var left = home.Queue(Dead()).Id;
        Assert.False(home.Workspace.Sessions.GetRow(left).IsWaiting);

        Assert.Equal(SessionState.Queued, home.Workspace.Sessions.Get(left).State);

        Assert.Equal([left], started);
        Assert.Equal(ProcessIdentity.Current, home.Workspace.Sessions.GetRow(left).Launcher);
        Assert.Contains(home.Workspace.Logs.Read(left), e => e.Message.StartsWith("Back in the queue", StringComparison.Ordinal));
        Assert.Equal(ProcessIdentity.Current, home.Workspace.Sessions.GetRow(launching).Launcher);
    }

    [Fact]
    public void ALaunchedProcessThatEndedBeforeItClaimedInterrupts()
    {
        var id = home.Queue().Id;
        home.Workspace.Registry.Write(c => home.Workspace.SessionTable.SetLaunched(
            c, home.Workspace.Sessions.GetRow(id).Key, ProcessIdentity.Current, Dead()));
        AssertInterrupted(id);
    }

    [Theory]
    [InlineData(-3)]
    [InlineData(3)]
    public void AChangeOfTheClockEndsNoLease(int days)
    {
        // The clock is moved: all that was written before is far from now.
        var live = Claimed(ProcessIdentity.Current, DateTime.UtcNow.AddDays(days));
        var elsewhere = Claimed(ProcessIdentity.Current with { Machine = Boot() + "/pid:[7]" }, DateTime.UtcNow.AddDays(days));
        Assert.Equal(SessionState.Starting, home.Workspace.Sessions.Get(live).State);
        Assert.Equal(SessionState.Starting, home.Workspace.Sessions.Get(elsewhere).State);
    }

    [Theory]
    [InlineData(-3)]
    [InlineData(0)]
    [InlineData(3)]
    public void NoChangeOfTheClockKeepsADeadWorkerAlive(int days)
    {
        var local = Claimed(Dead(), DateTime.UtcNow.AddDays(days));
        var elsewhere = Claimed(ProcessIdentity.Current with { Machine = Boot() + "/pid:[7]" }, DateTime.UtcNow.AddDays(days));
        var silent = BootClock.Now - (long)LeaseRepair.HeartbeatLimit.TotalMilliseconds - 1000;
        home.Workspace.Registry.Write(c => c.Execute("UPDATE sessions SET beat = $2 WHERE id = $1", elsewhere, silent));
        AssertInterrupted(local);
        AssertInterrupted(elsewhere);
        if (days == 0)
            return;
        // Of another boot only the clock can tell; what it told before it was moved doesn't keep the session.
        AssertInterrupted(Claimed(ProcessIdentity.Current with { Machine = "another boot" }, DateTime.UtcNow.AddDays(days)));
    }

    private static string Boot() => ProcessIdentity.Current.Machine.Split('/')[0];

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
        Assert.Contains(
            home.Workspace.Logs.Read(id), e => e.Level == "warning" && e.Message.StartsWith("Interrupted: ", StringComparison.Ordinal));
    }
}
