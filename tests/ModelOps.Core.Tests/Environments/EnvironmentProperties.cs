using FsCheck;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests.Environments;

/// <summary>What holds in every environment, whatever is done in it.</summary>
public sealed class EnvironmentProperties
{
    private sealed record Episode(string Name, long Seed, int[] Choices)
    {
        /// <summary>The action of a step: the choices over and over.</summary>
        public int Action(int step, int actions) => Choices[step % Choices.Length] % actions;
    }

    private static readonly Gen<Episode> Episodes =
        from name in Gen.Elements(EnvironmentCatalog.Names.ToArray())
        from seed in Gen.Choose(0, int.MaxValue)
        from choices in Gen.Choose(0, 5).NonEmptyListOf()
        select new Episode(name, seed, [.. choices]);

    [Fact]
    public void States_stay_in_their_bounds_and_episodes_end() => Property.Holds(Episodes, episode =>
    {
        var world = Begun(episode);
        var observation = new float[world.Description.Observations.Count];
        EnvironmentStep step;
        do
        {
            step = world.Step(episode.Action(world.Steps, world.Description.Actions.Count));
            world.Observe(observation);
            Assert.All(observation, value => Assert.True(float.IsFinite(value)));
            Assert.True(InBounds(world, step), $"{episode.Name}: {string.Join(", ", world.State.ToArray())}");
        }
        while (!step.IsEnd);
        Assert.InRange(world.Steps, 1, world.Description.MaxSteps);
        Assert.Equal(world.Steps == world.Description.MaxSteps, step.Truncated);
    });

    [Fact]
    public void A_restored_environment_goes_on_bit_by_bit() => Property.Holds(Episodes, episode =>
    {
        var world = Begun(episode);
        int actions = world.Description.Actions.Count;
        for (int i = 0; i < 7; i++)
            world.Step(episode.Action(i, actions));
        var copy = EnvironmentCatalog.Create(episode.Name);
        copy.Restore(world.State, world.Steps);
        for (int i = 7; i < 40; i++)
        {
            Assert.Equal(world.Step(episode.Action(i, actions)), copy.Step(episode.Action(i, actions)));
            Assert.Equal(world.State.ToArray(), copy.State.ToArray());
            Assert.Equal(world.Steps, copy.Steps);
        }
    });

    [Fact]
    public void A_group_that_was_saved_goes_on_as_it_would_have() => Property.Holds(
        from episode in Episodes from count in Gen.Choose(1, 5) from steps in Gen.Choose(0, 60) select (episode, count, steps),
        given =>
        {
            var (episode, count, steps) = given;
            var group = new EnvironmentGroup(episode.Name, count, episode.Seed);
            Play(group, episode, 0, steps);
            var other = new EnvironmentGroup(episode.Name, count, episode.Seed);
            other.Restore(group.Save());
            Play(group, episode, steps, 60);
            Play(other, episode, steps, 60);
            Assert.Equal(group.Observations, other.Observations);
            Assert.Equal((group.Finished, group.MeanReturn, group.MeanLength), (other.Finished, other.MeanReturn, other.MeanLength));
        });

    [Fact]
    public void Mirrored_cartpoles_stay_mirrored() => Property.Holds(Episodes, episode =>
    {
        var pole = new CartPole();
        pole.Reset(new RandomSequence(episode.Seed, 0));
        var mirrored = new CartPole();
        mirrored.Restore(Negated(pole.State), 0);
        for (int i = 0; i < 50; i++)
        {
            int action = episode.Action(i, 2);
            pole.Step(action);
            mirrored.Step(1 - action);
            Assert.Equal(Negated(pole.State), mirrored.State.ToArray());
        }
    });

    private static SimulatedEnvironment Begun(Episode episode)
    {
        var world = EnvironmentCatalog.Create(episode.Name);
        world.Reset(new RandomSequence(episode.Seed, 0));
        return world;
    }

    private static void Play(EnvironmentGroup group, Episode episode, int from, int count)
    {
        var actions = new int[group.Count];
        for (int step = from; step < from + count; step++)
        {
            for (int i = 0; i < actions.Length; i++)
                actions[i] = episode.Action(step + i, group.Description.Actions.Count);
            group.Step(actions);
        }
    }

    private static double[] Negated(ReadOnlySpan<double> state) => [.. state.ToArray().Select(v => -v)];

    private static bool InBounds(SimulatedEnvironment world, EnvironmentStep step)
    {
        var s = world.State;
        return world switch
        {
            CartPole => step.Terminated == (Math.Abs(s[0]) > CartPole.TrackLimit || Math.Abs(s[2]) > CartPole.AngleLimit)
                && step.Reward == 1,
            MountainCar => s[0] is >= MountainCar.MinPosition and <= MountainCar.MaxPosition && Math.Abs(s[1]) <= MountainCar.MaxSpeed && step.Reward == -1,
            _ => Math.Abs(s[0]) <= Math.PI && Math.Abs(s[1]) <= Math.PI && Math.Abs(s[2]) <= Acrobot.MaxSpeed1 && Math.Abs(s[3]) <= Acrobot.MaxSpeed2
                && step.Reward == (step.Terminated ? 0 : -1),
        };
    }
}
