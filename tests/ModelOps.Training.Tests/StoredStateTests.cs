using System.Text;
using System.Text.Json;
using ModelOps.Core;
using ModelOps.Tests;

namespace ModelOps.Training.Tests;

/// <summary>Checkpoints of an older ModelOps are resumed, with the defaults of what it didn't write.</summary>
public sealed class StoredStateTests
{
    private static readonly Dictionary<string, double> Metrics = new() { ["loss"] = 0.5 };
    private static readonly RunFacts OldFacts = new("p", "d", "1.13.0", 2, "cpu", "avx2", "fused");
    private static readonly RunFacts Facts = OldFacts with { Precision = "bf16", Layers = "fused", Blas = "openblas", Backend = "System", Gpu = "NVIDIA H200" };
    private static readonly BestEpoch Best = new(1, 2, "loss", 3, Metrics);
    private static readonly string[] Required =
    [
        "best.step", "best.epoch", "best.metric", "best.value", "best.metrics", "facts", "facts.profile", "facts.dataset_id", "facts.torch", "facts.threads",
        "facts.device", "facts.processor", "facts.optimizer",
    ];

    [Fact]
    public void StateOfATraining()
    {
        var full = new TrainingState
        {
            Step = 1, Epoch = 2, Position = 3, LossSum = 4, Correct = 5, Examples = 6, Best = Best, StoppingBest = 7, StoppingEpochs = 8,
            Plateau = new(1, 2, 3, 0.5), Epochs = 9, Metrics = Metrics, Seconds = 10, Facts = Facts,
        };
        StoredRecord.Check(
            Text(full), Text(new TrainingState { Facts = OldFacts }), json => Text(TrainingState.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)))),
            [.. Required, "plateau.best", "plateau.bad_epochs", "plateau.cooldown", "plateau.scale"], "metrics", "best.metrics");
    }

    [Fact]
    public void StateOfAnAgentsTraining()
    {
        var environments = new EnvironmentGroupState([new([1], 2, 3, 4)], [new(5, 6)], 7);
        var full = new AgentState
        {
            Step = 1, Epoch = 2, Updates = 3, Environments = environments, Best = Best, Metrics = Metrics, Evaluations = [4], Seconds = 5, Facts = Facts,
        };
        StoredRecord.Check(
            Text(full), Text(new AgentState { Environments = environments, Facts = OldFacts }),
            json => Text(AgentState.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)))),
            [.. Required, "environments", "environments.environments", "environments.recent", "environments.finished"], "metrics", "best.metrics");
    }

    private static string Text(TrainingState state) => JsonSerializer.Serialize(state, TrainingStateJson.Default.TrainingState);

    private static string Text(AgentState state) => JsonSerializer.Serialize(state, AgentStateJson.Default.AgentState);
}
