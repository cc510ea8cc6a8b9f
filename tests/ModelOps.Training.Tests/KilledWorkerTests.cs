using System.Diagnostics;
using ModelOps.Core;

namespace ModelOps.Training.Tests;

/// <summary>
/// Real workers, killed with SIGKILL at random moments: while they start, in the middle of epochs, while a checkpoint is written. However
/// often, the resumed run ends bit by bit as the one that was left alone.
/// </summary>
public sealed class KilledWorkerTests : IDisposable
{
    private const int Kills = 6;

    private readonly DigitsHome home = new();
    private readonly Random random = new();

    public static TheoryData<string, string, int> Runs => new()
    {
        { "mlp", "network: { family: mlp, hidden: [48, 32], dropout: 0.1 }\nepochs: 12\nbatch: 32", 17 },
        { "cnn", "network: { family: cnn, channels: [4, 8], hidden: 16, padding: 1 }\nepochs: 5\nbatch: 32", 11 },
        { "gpt", "network: { family: gpt, layers: 2, heads: 2, width: 16, context: 16, dropout: 0.1 }\nepochs: 8\nbatch: 8", 7 },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void KilledRunsEndBitByBitAsTheOneLeftAlone(string name, string profile, int everySteps)
    {
        bool text = name == "gpt";
        if (text)
            home.ImportText("text");
        string dataset = text ? "text" : "digits";
        profile += $$"""

            threads: 1
            device: cpu
            optimizer: { name: adamw, lr: 0.003 }
            schedule: { name: cosine, warmup_steps: 20 }
            checkpoint: { every_steps: {{everySteps}}, keep: 2, best: {{(text ? "validation_loss" : "validation_accuracy")}} }
            early_stopping: { metric: validation_loss, patience: 20 }
            """;
        var alone = home.End(home.Start(name + "-alone", profile, dataset).Id, SessionState.Completed);
        var killed = home.End(Survive(home.Start(name + "-killed", profile, dataset)), SessionState.Completed);

        Assert.Equal(home.Weights(alone), home.Weights(killed));
        Assert.Equal(home.Scores(alone.Id), home.Scores(killed.Id));
        var (expected, actual) = (home.Configuration(alone), home.Configuration(killed));
        Assert.Equal((expected.Step, expected.Epoch), (actual.Step, actual.Epoch));
        Assert.Equal(expected.Metrics, actual.Metrics);
        Assert.Equal(alone.Step, killed.Step);
        string log = home.Log(killed.Id);
        Assert.DoesNotContain("damaged", log);
        Assert.Contains("Continues from the checkpoint", log);
        Assert.Equal(Kills, log.Split("Resumed after interrupted").Length - 1);
    }

    public void Dispose() => home.Dispose();

    /// <summary>Kills a session's workers one after the other, each once it has come further than the one before (or, now and then, at once).</summary>
    private string Survive(TrainingSession session)
    {
        for (int kill = 0; kill < Kills; kill++)
        {
            long resumedAt = Newest(session.Id);
            session = home.Wait(session.Id, "running with a process", s => s.ProcessId is not null && s.State.IsActive());
            if (kill % 3 != 2)
                home.Wait(session.Id, $"beyond step {resumedAt}", s => Newest(session.Id) > resumedAt || s.State.IsFinal());
            Thread.Sleep(random.Next(0, 40));
            Kill(session);
            session = home.Wait(session.Id, "interrupted", s => s.State.IsFinal());
            Assert.True(session.State == SessionState.Interrupted, $"{session.State} before kill {kill + 1}\n{home.Log(session.Id)}");
            session = home.Workspace.Trainings.Resume(session.Id);
        }
        return session.Id;
    }

    private long Newest(string sessionId) => home.Checkpoints(sessionId).List() is [var newest, ..] ? newest.Step : -1;

    private static void Kill(TrainingSession session)
    {
        using var process = Process.GetProcessById(session.ProcessId!.Value);
        process.Kill(); // it stays this process's child until it is collected, so that there is no end to wait for here
    }
}
