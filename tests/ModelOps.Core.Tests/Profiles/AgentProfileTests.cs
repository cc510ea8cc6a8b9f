namespace ModelOps.Core.Tests.Profiles;

/// <summary>Profiles that train an agent: what is refused, all of it together, and what needs no dataset.</summary>
public sealed class AgentProfileTests
{
    private const string Start = "network: { family: mlp }\nenvironment: { name: cartpole }\n";

    public static TheoryData<string, string[]> Wrong => new()
    {
        { "network: { family: mlp }\nalgorithm: { name: dqn }", ["environment.name"] },
        { Start, ["algorithm.name"] },
        { Start + "algorithm: { name: sarsa }", ["algorithm.name"] },
        { "network: { family: mlp }\nenvironment: { name: pong, count: 0 }\nalgorithm: { name: dqn }", ["environment.name", "environment.count"] },
        { Start + "algorithm: { name: dqn, rollout: 8 }", ["algorithm.rollout"] },
        { Start + "algorithm: { name: ppo, buffer: 8, clip: 0 }", ["algorithm.buffer", "algorithm.clip"] },
        { Start + "algorithm: { name: dqn, gamma: 1.1, epsilon_end: -1, double: maybe }", ["algorithm.gamma", "algorithm.epsilon_end", "algorithm.double"] },
        { Start + "algorithm: { name: dqn }\ndata: { train: 0.5 }\nepochs: 3\nearly_stopping: {}", ["data", "epochs", "early_stopping"] },
        { Start + "algorithm: { name: dqn }\nprecision: bf16\ncheckpoint: { best: validation_loss }", ["precision", "checkpoint.best"] },
        { Start + "algorithm: { name: dqn, learning_starts: 10, buffer: 20 }\nbatch: 32", ["batch", "algorithm.learning_starts"] },
        { Start + "algorithm: { name: ppo, rollout: 2 }\nbatch: 32", ["batch"] },
        { "network: { family: cnn }\nenvironment: { name: cartpole }\nalgorithm: { name: dqn }", ["network"] },
        { "network: { family: mlp, dropout: 0.1 }\nenvironment: { name: cartpole }\nalgorithm: { name: dqn }", ["network"] },
        { "network: { family: mlp, activation: gelu }\nenvironment: { name: acrobot }\nalgorithm: { name: ppo }\nbatch: 1", ["network"] },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_reported_together(string yaml, string[] keys)
    {
        var error = Assert.Throws<ProfileException>(() => ProfileStore.FromYaml(yaml, "p.yaml"));
        Assert.Equal(keys.Order(), error.Problems.Select(p => p.Key).Order());
        Assert.All(error.Problems, p => Assert.True(p.Line > 0));
    }

    [Fact]
    public void An_agent_takes_no_dataset()
    {
        using var home = new TempHome();
        using var workspace = Workspace.Open(home.Path);
        var profile = workspace.Profiles.Get("cartpole-dqn");

        var problem = Assert.Single(workspace.Profiles.Test(profile, null, Jobs()).Problems);
        Assert.Equal("environment", problem.Key);
        Assert.True(workspace.Profiles.Test(profile).Valid);
        Assert.Equal(17_410, workspace.Profiles.Test(profile).Parameters);
    }

    [Fact]
    public void Epochs_are_evaluations()
    {
        var profile = ProfileStore.FromYaml(Start + "algorithm: { name: dqn, total_steps: 1001, evaluate_every: 100 }", "p.yaml");
        Assert.Equal(11, profile.Epochs);
        Assert.Equal("dqn", profile.Agent!.Algorithm);
    }

    [Fact]
    public void Epsilon_falls_in_a_straight_line_once_learning_has_begun()
    {
        var settings = new DqnSettings { LearningStarts = 100, EpsilonStart = 1, EpsilonEnd = 0.1, EpsilonSteps = 1000 };
        Assert.Equal([1, 1, 0.55, 0.1, 0.1], new long[] { 0, 99, 500, 1000, 5000 }.Select(s => Math.Round(settings.Epsilon(s), 12)));
    }

    private static Dataset Jobs() => new()
    {
        Name = "iris", Id = new string('d', 64), Format = "csv", Samples = 100, Shape = [4], Task = Dataset.Classify, Classes = ["a", "b"],
        SizeBytes = 1, Created = DateTime.UnixEpoch, Path = "",
    };
}
