namespace ModelOps.Core.Tests;

public sealed class TrainingServiceTests : IDisposable
{
    private readonly TrainingHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task ATrainingRunsInAProcessOfItsOwnToItsEnd()
    {
        var session = home.Start("first");
        Assert.Equal(SessionState.Queued, session.State);

        var (last, metrics, log) = await home.WatchToEnd(session.Id);

        Assert.Equal(SessionState.Completed, last.State);
        Assert.Equal((5, 5, 1, 1), (last.Step, last.TotalSteps, last.Epoch, last.TotalEpochs));
        Assert.Equal([1, 2, 3, 4, 5], metrics.Select(m => m.Step));
        Assert.Contains(log, entry => entry.Message == "from step 0");
        var model = home.Workspace.Models.Get(session.ModelId);
        Assert.Equal(("first", ModelState.Completed, 42), (model.Name, model.State, model.Parameters));
        Assert.Equal(0.2, model.Metrics["training_loss"]);
        Assert.Equal(FileHash.Sha256(System.IO.Path.Combine(model.Path, "model.safetensors")), model.Sha256);
        Assert.Null(last.ProcessId);
    }

    [Fact]
    public async Task AStoppedTrainingGoesOnFromItsCheckpoint()
    {
        home.SetWorker("steps 100000 5");
        var session = home.Start();
        await home.WaitFor(session.Id, SessionState.Running);

        var stopped = await home.Workspace.Trainings.StopAsync(session.ShortId);
        Assert.Equal(SessionState.Stopped, stopped.State);
        Assert.Equal(ModelState.Interrupted, home.Workspace.Models.Get(session.ModelId).State);

        home.SetWorker($"steps {stopped.Step + 3} 1");
        var resumed = home.Workspace.Trainings.Resume(session.Id);
        Assert.Equal(SessionState.Queued, resumed.State);
        var (last, metrics, log) = await home.WatchToEnd(session.Id);

        Assert.Equal(SessionState.Completed, last.State);
        Assert.Equal(stopped.Step + 3, last.Step);
        Assert.Contains(log, e => e.Message == "Resumed after stopped.");
        Assert.Contains(log, e => e.Message == $"from step {stopped.Step}");
        Assert.Equal(3, metrics.Count);
        Assert.Equal(Enumerable.Range(1, (int)last.Step), home.Workspace.Metrics.Read(session.Id).Select(m => (int)m.Step));
    }

    [Fact]
    public async Task AWorkerThatDoesNotAnswerIsKilled()
    {
        home.SetWorker("ignore");
        var session = home.Start();
        int worker = (await home.WaitFor(session.Id, SessionState.Running)).ProcessId!.Value;

        var cancelled = await home.Workspace.Trainings.StopAsync(session.Id, force: true);

        Assert.Equal(SessionState.Cancelled, cancelled.State);
        Assert.Null(ProcessIdentity.Find(worker));
        Assert.Contains(home.Workspace.Logs.Read(session.Id), e => e.Message.Contains("was killed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AWorkerThatDiesLeavesAnInterruptedSession()
    {
        home.SetWorker("kill 20");
        var session = home.Start();

        var (last, _, log) = await home.WatchToEnd(session.Id);

        Assert.Equal(SessionState.Interrupted, last.State);
        Assert.Equal(ModelState.Interrupted, home.Workspace.Models.Get(session.ModelId).State);
        Assert.Contains(log, e => e.Level == "warning" && e.Message.EndsWith("is gone.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AWorkerThatEndsBeforeItClaimsLeavesAnInterruptedSession()
    {
        home.SetWorker("exit");
        var session = home.Start();
        var (last, _, log) = await home.WatchToEnd(session.Id);
        Assert.Equal(SessionState.Interrupted, last.State);
        Assert.Contains(log, e => e.Message.Contains("before it claimed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AFailureIsInSessionAndLog()
    {
        home.SetWorker("fail");
        var session = home.Start();
        var (last, _, log) = await home.WatchToEnd(session.Id);
        Assert.Equal((SessionState.Failed, "This training was told to fail."), (last.State, last.Error));
        Assert.Contains(log, e => e.Level == "error" && e.Message.Contains("InvalidOperationException", StringComparison.Ordinal));
        Assert.Equal(ModelState.Failed, home.Workspace.Models.Get(session.ModelId).State);
    }

    [Fact]
    public async Task ATrainingOutlivesTheProcessThatStartedIt()
    {
        home.SetWorker("steps 20 20");
        // Its output is read to the end: a worker that held the pipe would keep this waiting, and would be the test's child in vain.
        var id = TestProcess.Run("start-and-exit", home.Path);
        Assert.NotEqual(SessionState.Completed, home.Workspace.Sessions.Get(id).State);
        var (last, _, _) = await home.WatchToEnd(id);
        Assert.Equal(SessionState.Completed, last.State);
    }

    [Fact]
    public void NothingIsRegisteredWhenACheckFails()
    {
        Assert.Throws<ModelOpsException>(() => home.Workspace.Trainings.Start(new() { Profile = "none", Dataset = "tiny" }));
        Assert.Throws<ModelOpsException>(() => home.Workspace.Trainings.Start(new() { Profile = "tiny", Dataset = "tinny" }));
        var noDataset = Assert.Throws<ModelOpsException>(() => home.Workspace.Trainings.Start(new() { Profile = "tiny" }));
        Assert.Equal("DatasetNotGiven", noDataset.ErrorId);
        Assert.Throws<ProfileException>(() => home.Workspace.Trainings.Start(
            new() { Profile = "tiny", Dataset = "tiny", Overrides = new Dictionary<string, string> { ["optimizer.lr"] = "fast" } }));

        Assert.Empty(home.Workspace.Sessions.Find());
        Assert.Empty(home.Workspace.Models.Find());
        Assert.False(Directory.Exists(home.Home.Sessions));
    }
}
