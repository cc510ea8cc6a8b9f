namespace ModelOps.Core.Tests;

/// <summary>Resuming with another number of epochs.</summary>
public sealed class ExtensionTests : IDisposable
{
    private readonly TrainingHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task ACompletedSessionGoesOnToMoreEpochs()
    {
        var session = home.Start();
        await home.WatchToEnd(session.Id);
        Assert.Equal("SessionCompleted", Assert.Throws<ModelOpsException>(() => home.Workspace.Trainings.Resume(session.Id)).ErrorId);
        var tooFew = Assert.Throws<ModelOpsException>(() => home.Workspace.Trainings.Resume(session.Id, 1));
        Assert.Equal(("EpochsTrainedAlready", ErrorKind.InvalidInput), (tooFew.ErrorId, tooFew.Kind));
        Assert.Equal(SessionState.Completed, home.Workspace.Sessions.Get(session.Id).State);
        Assert.Equal(1, SessionFolder.ReadProfile(home.Home, session.Id).Epochs);

        new CheckpointStore(home.Home.Checkpoints(session.Id)).Write(5, [("state.json", stream => stream.Write("{}"u8))]);
        home.SetWorker("steps 10 1");
        Assert.Equal(4, home.Workspace.Trainings.Resume(session.Id, 4).TotalEpochs);

        Assert.Equal(4, SessionFolder.ReadProfile(home.Home, session.Id).Epochs);
        var (last, _, log) = await home.WatchToEnd(session.Id);
        Assert.Equal((SessionState.Completed, 10), (last.State, last.Step));
        Assert.Contains(log, e => e.Message == "Resumed after completed.");
        Assert.Equal(ModelState.Completed, home.Workspace.Models.Get(session.ModelId).State);
    }

    [Fact]
    public async Task ACancelledSessionStaysSo()
    {
        home.SetWorker("ignore");
        var session = home.Start();
        await home.WaitFor(session.Id, SessionState.Running);
        await home.Workspace.Trainings.StopAsync(session.Id, force: true);
        Assert.Equal("SessionCannotResume", Assert.Throws<ModelOpsException>(() => home.Workspace.Trainings.Resume(session.Id, 9)).ErrorId);
    }
}
