using System.Diagnostics;

namespace ModelOps.Core.Tests;

/// <summary>Several processes want the same session: exactly one gets it, the others are told who has it.</summary>
public sealed class ContentionTests : IDisposable
{
    private readonly TrainingHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public void OfManyWorkersThatClaimASessionOneWins() => AssertOneWins("claim", home.Queue().Id, "Conflict SessionOwned");

    [Fact]
    public async Task OfManyShellsThatResumeASessionOneWins()
    {
        home.SetWorker("steps 100000 5");
        var id = home.Start().Id;
        await home.WaitFor(id, SessionState.Running);
        await home.Workspace.Trainings.StopAsync(id);
        AssertOneWins("resume", id, "Conflict Session");
        home.Workspace.Sessions.Get(id);
        Assert.Single(home.Workspace.Logs.Read(id), e => e.Message.StartsWith("Resumed", StringComparison.Ordinal));
    }

    private void AssertOneWins(string what, string session, string refusal)
    {
        var processes = Enumerable.Range(0, 4).Select(_ => TestProcess.Start(what, home.Path, session)).ToList();
        try
        {
            Assert.All(processes, p => Assert.Equal("ready", p.StandardOutput.ReadLine()));
            processes.ForEach(p => p.StandardInput.WriteLine());
            var answers = processes.ConvertAll(p => p.StandardOutput.ReadLine()!);
            Assert.Single(answers, "won");
            Assert.All(answers.Where(a => a != "won"), a => Assert.StartsWith(refusal, a, StringComparison.Ordinal));
        }
        finally
        {
            foreach (var process in processes)
            {
                process.StandardInput.Close();
                process.WaitForExit();
                process.Dispose();
            }
        }
    }

    [Fact]
    public void AClaimOfAClaimedSessionNamesStateAndOwner()
    {
        var id = home.Queue().Id;
        using var worker = WorkerSession.Claim(home.Workspace, id);
        var error = Assert.Throws<ModelOpsException>(() => WorkerSession.Claim(home.Workspace, id));
        Assert.Equal(ErrorKind.Conflict, error.Kind);
        Assert.Contains($"is Starting already, in process {Environment.ProcessId}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ACompletedOrUnfinishedSessionIsNotResumed()
    {
        var id = home.Queue().Id;
        Assert.Equal("SessionAlreadyQueued", Assert.Throws<ModelOpsException>(() => home.Workspace.Trainings.Resume(id)).ErrorId);
        using (var worker = WorkerSession.Claim(home.Workspace, id))
        {
            Assert.Equal("SessionOwned", Assert.Throws<ModelOpsException>(() => home.Workspace.Trainings.Resume(id)).ErrorId);
            worker.Run("cpu", 1, 1, 1);
            Directory.CreateDirectory(worker.ModelFolder);
            File.WriteAllText(Path.Combine(worker.ModelFolder, "model.safetensors"), "weights");
            worker.Complete(new Dictionary<string, double>());
        }
        Assert.Equal("SessionCompleted", Assert.Throws<ModelOpsException>(() => home.Workspace.Trainings.Resume(id)).ErrorId);
    }

    [Fact]
    public void ASessionWithStepsButNoSoundCheckpointIsNotResumed()
    {
        var id = home.Queue().Id;
        using (var worker = WorkerSession.Claim(home.Workspace, id))
        {
            worker.Run("cpu", 10, 1, 1);
            worker.Progress(4, 0);
            var checkpoint = worker.Checkpoints.Write(4, [("state.json", s => s.Write("{}"u8))]);
            File.AppendAllText(checkpoint.File("state.json"), "more");
            worker.Stopped();
        }
        var error = Assert.Throws<ModelOpsException>(() => home.Workspace.Trainings.Resume(id));
        Assert.Equal(("ResumeWithoutCheckpoint", ErrorKind.Damaged), (error.ErrorId, error.Kind));
        Assert.Contains("state.json", error.Message, StringComparison.Ordinal);
        Assert.Equal(SessionState.Stopped, home.Workspace.Sessions.Get(id).State);
    }
}
