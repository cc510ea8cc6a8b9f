using FsCheck;
using FsCheck.Fluent;
using ModelOps.Torch;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelOps.Training.Tests;

/// <summary>Fused layers give the values and gradients of libtorch's single operators, whatever the shapes.</summary>
public sealed class FusedLayerTests
{
    private const float Tolerance = 3e-5f;

    private delegate Tensor Made(params long[] size);

    private static readonly Gen<(int A, int B, int C, int D, int Seed, bool Flag)> Shapes =
        from a in Gen.Choose(1, 4) from b in Gen.Choose(1, 150) from c in Gen.Choose(1, 3) from d in Gen.Choose(1, 24)
        from seed in Gen.Choose(0, 1 << 20) from flag in Gen.Elements(true, false)
        select (a, b, c, d, seed, flag);

    [Fact]
    public void LinearLayersAgree() => Holds((s, tensors) =>
    {
        var (x, w, b) = (tensors(s.A, s.B, s.D), tensors(s.C * 7, s.D), s.Flag ? tensors(s.C * 7) : null);
        Compare(() => FusedLayers.Linear(x, w, b, s.Flag), () => functional.linear(x, w, b) is var y && s.Flag ? y.relu() : y, x, w, b);
    });

    [Fact]
    public void ALinearLayerOfNoRowsHasGradientsOfZero()
    {
        using var scope = NewDisposeScope();
        var (x, w, b) = (zeros(0, 3).requires_grad_(), ones(2, 3).requires_grad_(), ones(2).requires_grad_());
        var y = FusedLayers.Linear(x, w, b, true);
        Assert.Equal([0, 2], y.shape);
        y.sum().backward();
        Assert.Equal([0, 3], x.grad!.shape);
        Assert.Equal(new float[6], w.grad!.data<float>().ToArray());
        Assert.Equal(new float[2], b.grad!.data<float>().ToArray());
    }

    [Fact]
    public void TheProductsAreSomebodys() => Assert.Matches(@"^(libdnnl\.so.*|oneDNN|BLAS)$", FusedLayers.Products);

    [Fact]
    public void GeluAgrees() => Holds((s, tensors) =>
    {
        var x = tensors(s.A, s.B * s.D);
        Compare(() => FusedLayers.Gelu(x.mul(3)), () => functional.gelu(x.mul(3)), x);
    });

    [Fact]
    public void LayerNormsAgree() => Holds((s, tensors) =>
    {
        int width = s.D + 3;
        var (x, w, b) = (tensors(s.A, s.B, width), tensors(width), s.Flag ? tensors(width) : null);
        Compare(() => FusedLayers.LayerNorm(x, w, b, 1e-5), () => functional.layer_norm(x, [width], w, b), x, w, b);
    });

    [Fact]
    public void CrossEntropyAgrees() => Holds((s, tensors) =>
    {
        var x = tensors(s.B, s.D + 1);
        var y = randint(s.D + 1, [s.B]);
        Compare(() => FusedLayers.CrossEntropy(x.mul(5), y).mul(s.A), () => functional.cross_entropy(x.mul(5), y).mul(s.A), x);
    });

    [Fact]
    public void EmbeddingsAgree() => Holds((s, tensors) =>
    {
        var (table, positions, ids) = (tensors(s.C * 9, s.D), tensors(s.B + 2, s.D), randint(s.C * 9, [s.A, s.B]));
        Compare(
            () => FusedLayers.Embedding(table, positions, ids),
            () => table.index_select(0, ids.flatten()).view(s.A, s.B, s.D).add(positions.narrow(0, 0, s.B)), table, positions);
    });

    [Fact]
    public void AttentionAgrees() => Holds((s, tensors) =>
    {
        int width = s.C * s.D;
        var x = tensors(s.A, s.B, 3 * width);
        Tensor Heads(Tensor part) => part.view(s.A, s.B, s.C, s.D).transpose(1, 2);
        Tensor Single()
        {
            var parts = x.split(width, 2);
            return functional.scaled_dot_product_attention(Heads(parts[0]), Heads(parts[1]), Heads(parts[2]), is_casual: true)
                .transpose(1, 2).contiguous().view(s.A, s.B, width);
        }
        Compare(() => FusedLayers.Attention(x, s.C), Single, x);
    });

    /// <summary>
    /// The mask is the one that <see cref="FusedDropout"/> makes for the weights [batch, heads, tokens, tokens] from the same seed.
    /// </summary>
    [Fact]
    public void AttentionWithDropoutAgrees() => Holds((s, tensors) =>
    {
        int width = s.C * s.D;
        double share = s.Flag ? 0.1 : 0.6;
        var x = tensors(s.A, s.B, 3 * width);
        var unseen = tensor(
            [.. from row in Enumerable.Range(0, s.B) from column in Enumerable.Range(0, s.B) select column > row ? -1e9f : 0f], [s.B, s.B]);
        Tensor Heads(Tensor part) => part.view(s.A, s.B, s.C, s.D).transpose(1, 2);
        Tensor Single()
        {
            manual_seed(s.Seed);
            var parts = x.split(width, 2);
            var scores = Heads(parts[0]).matmul(Heads(parts[1]).transpose(2, 3)).div(Math.Sqrt(s.D)).add(unseen);
            return FusedDropout.Apply(scores.softmax(3), share).matmul(Heads(parts[2])).transpose(1, 2).contiguous().view(s.A, s.B, width);
        }
        Tensor Fused()
        {
            manual_seed(s.Seed);
            return FusedLayers.Attention(x, s.C, share);
        }
        Compare(Fused, Single, x);
        using (no_grad())
            Close(Single(), Fused(), "value without gradients");
    });

    [Fact]
    public void GradientsOfTwoThreadsAreThoseOfOne()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        int threads = get_num_threads();
        var (x, w) = (randn(6, 130, 24).requires_grad_(), randn(24).requires_grad_());
        float[][] Gradients(int count)
        {
            set_num_threads(count);
            (x.grad, w.grad) = (null, null);
            FusedLayers.Gelu(FusedLayers.LayerNorm(x, w, null, 1e-5)).sum().backward();
            return [x.grad!.data<float>().ToArray(), w.grad!.data<float>().ToArray()];
        }
        var one = Gradients(1);
        var two = Gradients(2);
        set_num_threads(threads);
        Assert.Equal(one, two);
    }

    [Fact]
    public void WhatIsNotTakenIsTold()
    {
        using var scope = NewDisposeScope();
        Assert.True(FusedLayers.Takes(zeros(2, 2)));
        Assert.False(FusedLayers.Takes(zeros([2, 2], ScalarType.Float64)));
        Assert.False(FusedLayers.Takes(zeros(2, 3).t()));
        var wrong = Assert.ThrowsAny<Exception>(() => FusedLayers.CrossEntropy(zeros(2, 3), tensor(new long[] { 0, 3 })));
        Assert.Contains("index 3 is out of range", wrong.Message);
        Assert.ThrowsAny<Exception>(() => FusedLayers.Linear(zeros(2, 3), zeros(4, 5), null, false));
    }

    private static void Holds(Action<(int A, int B, int C, int D, int Seed, bool Flag), Made> check) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(Shapes.ToArbitrary(), shape =>
        {
            using var scope = NewDisposeScope();
            manual_seed(shape.Seed);
            check(shape, size => randn(size).requires_grad_());
        }));

    private static void Compare(Func<Tensor> fused, Func<Tensor> single, params Tensor?[] inputs)
    {
        var (value, expected) = (fused(), single());
        Close(expected, value, "value");
        var weights = randn(value.shape);
        value.mul(weights).sum().backward();
        var gradients = Taken(inputs);
        expected.mul(weights).sum().backward();
        foreach (var (a, b) in Taken(inputs).Zip(gradients))
            Close(a, b, "gradient");
    }

    private static List<Tensor> Taken(Tensor?[] inputs)
    {
        var gradients = inputs.OfType<Tensor>().Select(i => i.grad!.clone()).ToList();
        foreach (var input in inputs.OfType<Tensor>())
            input.grad = null;
        return gradients;
    }

    private static void Close(Tensor expected, Tensor actual, string what)
    {
        Assert.Equal(expected.shape, actual.shape);
        float scale = Math.Max(1, expected.abs().max().item<float>()), difference = expected.sub(actual).abs().max().item<float>();
        Assert.True(difference <= Tolerance * scale, $"a {what} differs by {difference} where the greatest is {scale}");
    }
}
