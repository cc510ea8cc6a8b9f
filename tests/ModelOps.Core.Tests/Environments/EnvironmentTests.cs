using System.Text.Json;

namespace ModelOps.Core.Tests.Environments;

/// <summary>The environments against trajectories of another implementation (reference_trajectories.py).</summary>
public sealed class EnvironmentTests
{
    /// <summary>
    /// Both sum in doubles, in another order here and there; the acrobot is chaotic, so that rounding grows over its steps.
    /// </summary>
    private const double Tolerance = 1e-9;

    private sealed record Trajectory(string Environment, double[][] States, int[] Actions, double[] Rewards, bool Terminated);

    private static readonly Trajectory[] Reference = Read();

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Reference.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_goes_where_the_reference_goes(int index)
    {
        var expected = Reference[index];
        var world = EnvironmentCatalog.Create(expected.Environment);
        world.Restore(expected.States[0], 0);
        for (int t = 0; t < expected.Actions.Length; t++)
        {
            var step = world.Step(expected.Actions[t]);
            Assert.Equal(expected.Rewards[t], step.Reward);
            Assert.Equal(expected.Terminated && t == expected.Actions.Length - 1, step.Terminated);
            for (int i = 0; i < world.State.Length; i++)
                Assert.True(Math.Abs(expected.States[t + 1][i] - world.State[i]) < Tolerance, $"step {t}, number {i}: {world.State[i]} instead of {expected.States[t + 1][i]}");
        }
    }

    [Fact]
    public void Each_environment_has_a_trajectory_that_ends_and_one_that_goes_on() => Assert.All(
        EnvironmentCatalog.Names,
        name => Assert.Equal([false, true], Reference.Where(r => r.Environment == name).Select(r => r.Terminated).Distinct().Order()));

    [Theory]
    [InlineData("cartpole", 500)]
    [InlineData("mountaincar", 200)]
    [InlineData("acrobot", 500)]
    public void It_is_cut_off_at_the_length_of_Gymnasium_s(string name, int length) =>
        Assert.Equal(length, EnvironmentCatalog.Describe(name).MaxSteps);

    [Fact]
    public void A_cut_off_episode_is_truncated_not_terminated()
    {
        var car = new MountainCar();
        car.Reset(new RandomSequence(0, 0));
        EnvironmentStep step;
        while (!(step = car.Step(1)).IsEnd)
        {
        }
        Assert.Equal((200, false, true), (car.Steps, step.Terminated, step.Truncated));
    }

    [Fact]
    public void Unknown_names_are_refused_with_the_nearest()
    {
        var error = Assert.Throws<ModelOpsException>(() => EnvironmentCatalog.Create("cartpol"));
        Assert.Equal("EnvironmentNotFound", error.ErrorId);
        Assert.Contains("cartpole", error.Message);
    }

    [Fact]
    public void The_acrobot_keeps_its_energy_while_no_torque_is_applied()
    {
        var acrobot = new Acrobot();
        double[] start = [0.1, -0.1, 0, 0];
        acrobot.Restore(start, 0);
        double before = Acrobot.Energy(start);
        for (int i = 0; i < 50; i++)
            acrobot.Step(1);
        Assert.Equal(before, Acrobot.Energy(acrobot.State), 0.02);
    }

    private static Trajectory[] Read()
    {
        using var stream = typeof(EnvironmentTests).Assembly.GetManifestResourceStream("ModelOps.Core.Tests.Environments.trajectories.json")!;
        return JsonSerializer.Deserialize<Trajectory[]>(stream, JsonSerializerOptions.Web)!;
    }
}
