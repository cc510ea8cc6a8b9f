namespace ModelOps.Core.Tests;

public sealed class ModelRemovalTests : IDisposable
{
    private readonly TrainingHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task AModelInTrainingIsNotRemoved()
    {
        home.SetWorker("steps 100000 5");
        var session = home.Start();
        await home.WaitFor(session.Id, SessionState.Running);

        var error = Assert.Throws<ModelOpsException>(() => home.Workspace.Models.Remove(session.ModelId));

        Assert.Equal(("ModelInTraining", ErrorKind.Conflict), (error.ErrorId, error.Kind));
        Assert.Contains(session.ShortId, error.Message, StringComparison.Ordinal);
        Assert.Equal(SessionState.Running, home.Workspace.Sessions.Get(session.Id).State);
    }

    [Fact]
    public async Task ASessionWhoseModelWasRemovedStaysAsHistoryAndIsNotResumed()
    {
        home.SetWorker("steps 100000 5");
        var session = home.Start();
        await home.WaitFor(session.Id, SessionState.Running);
        await home.Workspace.Trainings.StopAsync(session.Id);
        Assert.NotEmpty(Directory.EnumerateDirectories(home.Home.Checkpoints(session.Id)));

        home.Workspace.Models.Remove(session.ModelId);

        Assert.False(Directory.Exists(home.Home.Checkpoints(session.Id)));
        Assert.NotEmpty(home.Workspace.Metrics.Read(session.Id));
        Assert.Equal("SessionModelRemoved", Assert.Throws<ModelOpsException>(() => home.Workspace.Trainings.Resume(session.Id)).ErrorId);
        Assert.Equal(SessionState.Stopped, home.Workspace.Sessions.Get(session.Id).State);
    }
}
