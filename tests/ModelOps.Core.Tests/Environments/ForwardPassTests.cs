using FsCheck;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests.Environments;

public sealed class ForwardPassTests
{
    private static readonly Gen<(int[] Hidden, string Activation, int Rows, int Seed)> Cases =
        from hidden in Gen.Choose(1, 40).ListOf()
        from activation in Gen.Elements("relu", "tanh", "sigmoid")
        from rows in Gen.Choose(1, 9)
        from seed in Gen.Choose(0, int.MaxValue)
        select (hidden.Take(3).ToArray(), activation, rows, seed);

    [Fact]
    public void Outputs_are_those_of_the_formula_in_doubles() => Property.Holds(Cases, given =>
    {
        var (plan, weights, inputs) = Made(given);
        var pass = Loaded(plan, weights);
        var outputs = pass.Run(inputs, given.Rows).ToArray();
        for (int row = 0; row < given.Rows; row++)
        {
            var expected = Expected(plan, weights, inputs.AsSpan(row * 5, 5));
            for (int j = 0; j < 3; j++)
                Assert.Equal(expected[j], outputs[row * 3 + j], 1e-4 * (1 + Math.Abs(expected[j])));
        }
    });

    [Fact]
    public void A_row_s_outputs_have_the_same_bits_alone_and_among_others() => Property.Holds(Cases, given =>
    {
        var (plan, weights, inputs) = Made(given);
        var pass = Loaded(plan, weights);
        var together = pass.Run(inputs, given.Rows).ToArray();
        for (int row = 0; row < given.Rows; row++)
            Assert.Equal(together[(row * 3)..(row * 3 + 3)], pass.Run(inputs.AsSpan(row * 5, 5), 1).ToArray());
    });

    private static (NetworkPlan Plan, Dictionary<string, float[]> Weights, float[] Inputs) Made(
        (int[] Hidden, string Activation, int Rows, int Seed) given)
    {
        var plan = NetworkPlan.Create(new MlpSpecification { Hidden = given.Hidden, Activation = given.Activation }, [5], 3);
        var random = new RandomSequence(given.Seed, 0);
        float[] Draw(long count) => [.. Enumerable.Range(0, (int)count).Select(_ => (float)random.Between(-1, 1))];
        return (plan, plan.Tensors.ToDictionary(t => t.Name, t => Draw(t.Shape.Aggregate(1L, (a, b) => a * b))), Draw(given.Rows * 5));
    }

    private static ForwardPass Loaded(NetworkPlan plan, Dictionary<string, float[]> weights)
    {
        var pass = new ForwardPass(plan);
        pass.Load((name, into) => weights[name].CopyTo(into));
        return pass;
    }

    private static double[] Expected(NetworkPlan plan, Dictionary<string, float[]> weights, ReadOnlySpan<float> input)
    {
        double[] values = [.. input.ToArray().Select(v => (double)v)];
        foreach (var layer in plan.Layers)
        {
            values = layer.Layer switch
            {
                LinearLayer => [.. weights[layer.Name + ".bias"].Select((b, j) => b + values.Select((v, i) => v * weights[layer.Name + ".weight"][j * values.Length + i]).Sum())],
                ActivationLayer { Function: "relu" } => [.. values.Select(v => Math.Max(v, 0))],
                ActivationLayer { Function: "tanh" } => [.. values.Select(Math.Tanh)],
                _ => [.. values.Select(v => 1 / (1 + Math.Exp(-v)))],
            };
        }
        return values;
    }
}
