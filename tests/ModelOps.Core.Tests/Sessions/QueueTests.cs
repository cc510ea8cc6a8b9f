using System.Diagnostics;

namespace ModelOps.Core.Tests;

/// <summary>The queue with real worker processes: who starts when, and who sees to it.</summary>
public sealed class QueueTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly TrainingHome home = new();

    public QueueTests() => Places(1);

    public void Dispose() => home.Dispose();

    private void Places(int cpu) => home.Workspace.Settings.Set("training.cpu_slots", [$"{cpu}"]);

    private TrainingSession Start(int priority = 0) =>
        home.Workspace.Trainings.Start(new() { Profile = TrainingHome.Name, Dataset = TrainingHome.Name, Priority = priority });

    /// <summary>A session whose worker goes on until <see cref="Finish"/>; those that start after it take a few steps.</summary>
    private async Task<TrainingSession> StartHeld()
    {
        home.SetWorker("finish");
        var session = Start();
        await home.WaitFor(session.Id, SessionState.Running);
        home.SetWorker("steps 3 5");
        return session;
    }

    private void Finish() => File.WriteAllText(Path.Combine(home.Path, "finish.txt"), "");

    private async Task<TrainingSession> End(TrainingSession session) => (await home.WatchToEnd(session.Id)).Session;

    /// <summary>How a session stands, read as it is: a look would start what waits.</summary>
    private SessionState State(string id) => home.Workspace.Sessions.GetRow(id).State;

    private void WaitWithoutALook(Func<bool> condition, string what)
    {
        for (var waited = Stopwatch.StartNew(); !condition(); Thread.Sleep(20))
            Assert.True(waited.Elapsed < Limit, what);
    }

    private List<string> Queue() => [.. home.Workspace.Queue.List().Select(s => s.Id)];

    [Fact]
    public async Task SessionsStartInTheOrderOfPriorityThenOfTheQueue()
    {
        var first = await StartHeld();
        var plain = Start();
        var urgent = Start(priority: 5);
        var later = Start();
        var last = Start(priority: -1);
        Assert.Equal([urgent.Id, plain.Id, later.Id, last.Id], Queue());
        Assert.Equal([1, 2, 3, 4], home.Workspace.Queue.List().Select(s => s.QueuePosition!.Value));
        Assert.Equal(
            (5, SessionState.Queued), (home.Workspace.Sessions.Get(urgent.Id).Priority, home.Workspace.Sessions.Get(urgent.Id).State));

        Finish();

        var ended = new List<TrainingSession>();
        foreach (var session in new[] { first, urgent, plain, later, last })
            ended.Add(await End(session));
        Assert.All(ended, s => Assert.Equal(SessionState.Completed, s.State));
        for (int i = 1; i < ended.Count; i++)
            Assert.True(ended[i].Started >= ended[i - 1].Ended, $"session {i} started before the one before it had ended");
    }

    [Fact]
    public async Task TheOrderCanBeChangedAndWhatWaitsCancelled()
    {
        var held = await StartHeld();
        var a = Start();
        var b = Start(priority: 3);
        var c = Start();
        var trainings = home.Workspace.Trainings;
        Assert.Equal([b.Id, a.Id, c.Id], Queue());

        Assert.Equal((1, 3), Place(trainings.MoveFirst(c.Id)));
        Assert.Equal([c.Id, b.Id, a.Id], Queue());
        Assert.Equal((2, 3), Place(trainings.MoveBefore(a.ShortId, b.ShortId)));
        Assert.Equal([c.Id, a.Id, b.Id], Queue());
        Assert.Equal((3, 3), Place(trainings.MoveLast(c.Id)));
        Assert.Equal([a.Id, b.Id, c.Id], Queue());
        trainings.SetPriority(b.Id, 9);
        Assert.Equal([b.Id, a.Id, c.Id], Queue());
        Assert.Equal(SessionState.Cancelled, trainings.Remove(a.Id)!.State);
        Assert.Equal([b.Id, c.Id], Queue());

        Assert.Equal("SessionNotWaiting", Assert.Throws<ModelOpsException>(() => trainings.MoveFirst(held.Id)).ErrorId);
        Assert.Equal("SessionNotWaiting", Assert.Throws<ModelOpsException>(() => trainings.MoveBefore(b.Id, held.Id)).ErrorId);
        Assert.Equal("SessionNotWaiting", Assert.Throws<ModelOpsException>(() => trainings.SetPriority(a.Id, 1)).ErrorId);
        Assert.Equal("PriorityInvalid", Assert.Throws<ModelOpsException>(() => trainings.SetPriority(b.Id, 1001)).ErrorId);
        Assert.Equal("SessionActive", Assert.Throws<ModelOpsException>(() => trainings.Remove(held.Id)).ErrorId);
        Finish();
        Assert.Equal(SessionState.Completed, (await End(c)).State);
        Assert.Equal(SessionState.Cancelled, home.Workspace.Sessions.Get(a.Id).State);

        static (int?, int) Place(TrainingSession session) => (session.QueuePosition, session.Priority);
    }

    [Fact]
    public async Task AsManyRunAtOnceAsThereArePlaces()
    {
        Places(2);
        home.SetWorker("finish");
        var sessions = Enumerable.Range(0, 4).Select(_ => Start()).ToList();
        await home.WaitFor(sessions[0].Id, SessionState.Running);
        await home.WaitFor(sessions[1].Id, SessionState.Running);
        Assert.Equal([sessions[2].Id, sessions[3].Id], Queue());
        Assert.Equal([null, null, 1, 2], sessions.Select(s => home.Workspace.Sessions.Get(s.Id).QueuePosition));

        await home.Workspace.Trainings.StopAsync(sessions[0].Id);
        await home.WaitFor(sessions[2].Id, SessionState.Running);
        Assert.Equal([sessions[3].Id], Queue());
        Places(3);
        await home.WaitFor(sessions[3].Id, SessionState.Running);
        Finish();
        foreach (var session in sessions.Skip(1))
            Assert.Equal(SessionState.Completed, (await End(session)).State);
    }

    [Theory]
    [InlineData("steps 3 5", SessionState.Completed)]
    [InlineData("fail", SessionState.Failed)]
    [InlineData("exit", SessionState.Interrupted)]
    [InlineData("kill 3", SessionState.Interrupted)]
    public void TheNextOneStartsWithNoShellOpen(string mode, SessionState expected)
    {
        home.SetWorker($"{mode} then steps 3 5");
        // The shell starts both, and is gone.
        var ids = TestProcess.Run("start-many", home.Path, "2").Split('\n', StringSplitOptions.TrimEntries);
        var (first, second) = (home.Workspace.Sessions.GetRow(ids[0]).Session, home.Workspace.Sessions.GetRow(ids[1]).Session);
        WaitWithoutALook(() => State(second.Id) == SessionState.Completed, "The second session did not start by itself.");
        Assert.Equal(expected, State(first.Id));
        if (mode.StartsWith("kill", StringComparison.Ordinal))
            Assert.Contains(home.Workspace.Logs.Read(first.Id), e => e.Message.Contains("signal 9", StringComparison.Ordinal));
    }

    [Fact]
    public void AWorkerKilledWithItsSentinelIsNoticedByAnotherWorker()
    {
        Places(2);
        home.SetWorker("finish");
        var ids = TestProcess.Run("start-many", home.Path, "3").Split('\n', StringSplitOptions.TrimEntries);
        var sessions = ids.Select(id => home.Workspace.Sessions.GetRow(id).Session).ToList();
        WaitWithoutALook(() => sessions.Take(2).All(s => State(s.Id) == SessionState.Running), "Not both run.");
        Assert.Equal(SessionState.Queued, home.Workspace.Sessions.GetRow(ids[2]).State);

        int worker = home.Workspace.Sessions.GetRow(ids[0]).Worker!.Id;
        int sentinel = ProcessIdentity.ParentOf(worker)!.Value;
        Process.GetProcessById(sentinel).Kill();
        Process.GetProcessById(worker).Kill();

        WaitWithoutALook(() => State(sessions[2].Id) == SessionState.Running, "Nobody started the third session.");
        Assert.Equal(SessionState.Interrupted, home.Workspace.Sessions.GetRow(ids[0]).State);
        Finish();
        WaitWithoutALook(() => sessions.Skip(1).All(s => State(s.Id) == SessionState.Completed), "Not both completed.");
    }

    [Fact]
    public void AWorkerWhoseSentinelIsGoneStartsTheNextOneItself()
    {
        home.SetWorker("finish");
        var ids = TestProcess.Run("start-many", home.Path, "2").Split('\n', StringSplitOptions.TrimEntries);
        var sessions = ids.Select(id => home.Workspace.Sessions.GetRow(id).Session).ToList();
        WaitWithoutALook(() => State(sessions[0].Id) == SessionState.Running, "The first does not run.");
        Process.GetProcessById(ProcessIdentity.ParentOf(home.Workspace.Sessions.GetRow(ids[0]).Worker!.Id)!.Value).Kill();
        Finish();
        WaitWithoutALook(() => State(sessions[1].Id) == SessionState.Completed, "The second did not start by itself.");
    }

    [Fact]
    public async Task AWorkerThatAnotherProcessAttendsIsFollowedToo()
    {
        // How it is done where there is no shell for the sentinel.
        var held = await StartHeld();
        var next = Start();
        var id = home.Queue().Id;
        home.SetWorker("kill 3");
        using var attendant = Process.Start(new ProcessStartInfo(TestProcess.Executable, [WorkerSentinel.AttendCommand, id])
        {
            Environment = { ["MODELOPS_HOME"] = home.Path },
        })!;
        attendant.WaitForExit();
        Assert.Equal(SessionState.Interrupted, home.Workspace.Sessions.GetRow(id).State);
        Assert.Contains(home.Workspace.Logs.Read(id), e => e.Message.EndsWith("is gone.", StringComparison.Ordinal));
        home.SetWorker("steps 3 5");
        Finish();
        Assert.Equal(SessionState.Completed, (await End(held)).State);
        Assert.Equal(SessionState.Completed, (await End(next)).State);
    }

    [Fact]
    public async Task ManyProcessesThatStartTrainingsAtOnceStartEachOnceAndNeverTooMany()
    {
        const int Shells = 4, Each = 3;
        Places(2);
        home.SetWorker("steps 6 10");
        var shells = Enumerable.Range(0, Shells).Select(_ => TestProcess.Start("start-many", home.Path, $"{Each}")).ToList();
        var ids = new List<string>();
        var most = 0;
        using var look = home.Open();
        var reading = Task.WhenAll(shells.Select(s => s.StandardOutput.ReadToEndAsync()));
        while (ids.Count == 0 || !ids.TrueForAll(id => look.Sessions.GetRow(id).State.IsFinal()))
        {
            // As the registry stands, in one read.
            var unfinished = look.Registry.Read(look.SessionTable.Unfinished);
            most = Math.Max(most, unfinished.Count(row => !row.IsWaiting));
            Assert.InRange(most, 0, 2);
            if (reading.IsCompleted && ids.Count == 0)
                ids.AddRange((await reading).SelectMany(text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));
            await Task.Delay(2);
        }
        Assert.Equal(Shells * Each, ids.Distinct().Count());
        Assert.Equal(2, most);
        Assert.All(ids, id =>
        {
            Assert.Equal(SessionState.Completed, look.Sessions.GetRow(id).State);
            Assert.Single(look.Logs.Read(id), e => e.Message == "from step 0");
        });
        shells.ForEach(s => s.Dispose());
    }

    [Fact]
    public async Task AfterARestartOfTheMachineWhatRanIsInterruptedAndWhatWaitsStarts()
    {
        var held = await StartHeld();
        var waiting = Start();
        var launching = Start();
        // The machine is restarted: the worker is gone, and all processes that the registry names are of another boot.
        var row = home.Workspace.Sessions.GetRow(held.Id);
        var (worker, sentinel) = (row.Worker!.Id, ProcessIdentity.ParentOf(row.Worker.Id)!.Value);
        var before = (row.Worker with { Machine = "another boot/pid:[1]" }).ToString();
        home.Workspace.Registry.Write(c =>
        {
            c.Execute("UPDATE sessions SET worker = $1 WHERE id = $2", before, held.Id);
            c.Execute("UPDATE sessions SET launcher = $1, placement = 'cpu' WHERE id = $2", before, launching.Id);
            c.Execute("UPDATE sessions SET heartbeat = $1, queued = $1, beat = 5", DateTime.UtcNow.AddMinutes(-1));
        });
        Process.GetProcessById(sentinel).Kill();
        Process.GetProcessById(worker).Kill();

        Assert.Equal(SessionState.Interrupted, home.Workspace.Sessions.Get(held.Id).State);

        Assert.Equal(SessionState.Completed, (await End(waiting)).State);
        Assert.Equal(SessionState.Completed, (await End(launching)).State);
        Assert.Contains(home.Workspace.Logs.Read(launching.Id), e => e.Message.StartsWith("Back in the queue", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AFinishedSessionIsRemovedWithItsFilesAndItsCompletedModelStays()
    {
        home.SetWorker("steps 3 5");
        var done = await End(Start());
        home.SetWorker("fail");
        var failed = await End(Start());
        home.WaitUntilQuiet();

        Assert.Null(home.Workspace.Trainings.Remove(done.Id));
        Assert.Null(home.Workspace.Trainings.Remove(failed.ShortId));

        Assert.Empty(home.Workspace.Sessions.Find());
        Assert.False(Directory.Exists(done.Path));
        Assert.False(Directory.Exists(failed.Path));
        var model = Assert.Single(home.Workspace.Models.Find());
        Assert.Equal((done.ModelId, null, ModelState.Completed), (model.Id, model.SessionId, model.State));
        Assert.Equal(0, home.Workspace.Registry.Read(c => c.Number("SELECT (SELECT count(*) FROM metrics) + (SELECT count(*) FROM logs)")));
    }
}
