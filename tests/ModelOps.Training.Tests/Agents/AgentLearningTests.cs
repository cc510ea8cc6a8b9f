using FsCheck;
using FsCheck.Fluent;
using ModelOps.Core;

namespace ModelOps.Training.Tests.Agents;

/// <summary>Agents do learn, and what they learn from is what it should be.</summary>
public sealed class AgentLearningTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>The shipped profiles with a small budget; `modelops bench agent` measures the whole of it for several seeds.</summary>
    [Theory]
    [InlineData("cartpole-dqn")]
    [InlineData("cartpole-ppo")]
    public void TheCartPoleIsLearnt(string name)
    {
        var profile = new ProfileStore(new ModelOpsHome(folder.Sub("home"))).Get(name);
        var parsed = ProfileStore.FromYaml(profile.Text, name + ".yaml");
        parsed = parsed with { Agent = parsed.Agent! with { StopAt = 200, EvaluateEvery = 4000 } };
        var outcome = AgentJobs.Run(folder, parsed with { Epochs = parsed.Agent!.Epochs }, new RecordingMonitor());
        Assert.InRange(outcome.Metrics["evaluation_return"], 200, 500);
    }

    [Fact]
    public void AReplayBufferHoldsTheNewest() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(
        (from capacity in Gen.Choose(1, 40) from added in Gen.Choose(1, 120) select (capacity, added)).ToArbitrary(), given =>
        {
            var (capacity, added) = given;
            var buffer = Filled(capacity, added);
            var newest = Enumerable.Range(Math.Max(0, added - capacity), Math.Min(added, capacity)).Select(i => (long)i).ToHashSet();
            var drawn = buffer.Draw(new RandomSequence(added, 0), 400);
            Assert.Equal(newest.Count, buffer.Count);
            for (int i = 0; i < 400; i++)
            {
                Assert.Contains(drawn.Actions[i], newest);
                long n = drawn.Actions[i];
                Assert.Equal((n, n + 0.5f, -n, n % 3 == 0 ? 0 : 1),
                    (drawn.Observations[2 * i], drawn.Observations[2 * i + 1], drawn.Rewards[i], drawn.GoesOn[i]));
                Assert.Equal(n + 1, drawn.Arrivals[2 * i]);
            }
        }));

    [Fact]
    public void ASavedReplayBufferGoesOnAsItWouldHave() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(
        (from capacity in Gen.Choose(1, 40) from added in Gen.Choose(1, 90) from more in Gen.Choose(0, 50) select (capacity, added, more)).ToArbitrary(), given =>
        {
            var (capacity, added, more) = given;
            var buffer = Filled(capacity, added);
            string path = folder.Sub("replay.safetensors");
            using (var stream = File.Create(path))
                SafetensorsFile.Write(stream, buffer.Save());
            var loaded = new ReplayBuffer(capacity, 2);
            loaded.Load(path);
            foreach (var one in new[] { buffer, loaded })
                Fill(one, added, more);
            var (a, b) = (buffer.Draw(new RandomSequence(1, 1), 60), loaded.Draw(new RandomSequence(1, 1), 60));
            Assert.Equal(a.Actions, b.Actions);
            Assert.Equal(a.Observations, b.Observations);
            Assert.Equal(a.Arrivals, b.Arrivals);
            Assert.Equal(a.Rewards, b.Rewards);
            Assert.Equal(a.GoesOn, b.GoesOn);
        }));

    [Fact]
    public void AdvantagesAreTheSumsOfTheirDefinition() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(
        (from steps in Gen.Choose(1, 12) from environments in Gen.Choose(1, 4) from seed in Gen.Choose(0, int.MaxValue) select (steps, environments, seed)).ToArbitrary(),
        given =>
        {
            var (steps, environments, seed) = given;
            var random = new RandomSequence(seed, 0);
            var rollout = new Rollout(steps, environments, 1);
            float[] Draw() => [.. Enumerable.Range(0, rollout.Rows).Select(_ => (float)random.Between(-2, 2))];
            Draw().CopyTo(rollout.Rewards, 0);
            for (int i = 0; i < rollout.Rows; i++)
            {
                int kind = (int)random.Below(5); // 0: ended, 1: cut off
                (rollout.GoesOn[i], rollout.Continues[i]) = (kind == 0 ? 0 : 1, kind <= 1 ? 0 : 1);
            }
            float[] values = Draw(), arrivals = Draw();
            const double gamma = 0.9, lambda = 0.7;
            float[] advantages = rollout.Advantages(values, arrivals, gamma, lambda);
            for (int row = 0; row < rollout.Rows; row++)
            {
                double sum = 0, weight = 1;
                for (int at = row; at < rollout.Rows; at += environments)
                {
                    sum += weight * (rollout.Rewards[at] + gamma * rollout.GoesOn[at] * arrivals[at] - values[at]);
                    weight *= gamma * lambda * rollout.Continues[at];
                }
                Assert.Equal(sum, advantages[row], 1e-4);
            }
        }));

    private static ReplayBuffer Filled(int capacity, int count)
    {
        var buffer = new ReplayBuffer(capacity, 2);
        Fill(buffer, 0, count);
        return buffer;
    }

    private static void Fill(ReplayBuffer buffer, int first, int count)
    {
        for (int n = first; n < first + count; n++)
            buffer.Add([n, n + 0.5f], n, new EnvironmentStep(-n, n % 3 == 0, n % 3 == 1), [n + 1, 0]);
    }
}
