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
        var killed = home.End(new Killer(home).Survive(home.Start(name + "-killed", profile, dataset), Kills), SessionState.Completed);

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
}
