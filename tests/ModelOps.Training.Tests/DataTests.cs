using FsCheck;
using FsCheck.Fluent;
using ModelOps.Core;
using static TorchSharp.torch;

namespace ModelOps.Training.Tests;

/// <summary>Split, order, normalisation: each a pure function of its inputs.</summary>
public sealed class DataTests
{
    /// <summary>
    /// Numbers from an implementation in Python of the same papers, whose core gives 11520, 0, 1509978240 from the state 1, 2, 3, 4.
    /// </summary>
    [Fact]
    public void SequenceIsTheDocumentedOne()
    {
        var sequence = new RandomSequence(42, 7);
        Assert.Equal([7859036215306921267, 8251509446239955188, 7611390015706553620, 11448943791721258813],
            Enumerable.Range(0, 4).Select(_ => sequence.Next()));
        Assert.Equal([1, 5, 6, 0, 2, 7, 8, 3, 9, 4], Batches.Permutation([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 42, 7));
    }

    [Fact]
    public void PermutationHoldsEveryIndexOnceAndFollowsSeedAndEpoch() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(
            ArbMap.Default.ArbFor<long>(), Gen.Choose(0, 1000).ToArbitrary(), Gen.Choose(0, 400).ToArbitrary(), (seed, epoch, size) =>
            {
                long[] indices = [.. Enumerable.Range(0, size).Select(i => 3L * i)];
                long[] order = Batches.Permutation(indices, seed, epoch);
                return order.Order().SequenceEqual(indices)
                    && order.SequenceEqual(Batches.Permutation(indices, seed, epoch))
                    && (size < 20 || !order.SequenceEqual(Batches.Permutation(indices, seed, epoch + 1)))
                    && (size < 20 || !order.SequenceEqual(Batches.Permutation(indices, seed + 1, epoch)));
            }));

    [Fact]
    public void NumbersBelowALimitAreEvenlySpread()
    {
        var random = new RandomSequence(3, 0);
        var counts = new int[7];
        for (int i = 0; i < 70_000; i++)
            counts[random.Below(7)]++;
        Assert.All(counts, c => Assert.InRange(c, 9_600, 10_400)); // 4 standard deviations of a fixed sequence
    }

    [Fact]
    public void SplitKeepsClassSharesAndHoldsEverySampleOnce() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(
            Gen.Choose(20, 300).ToArbitrary(), Gen.Choose(2, 5).ToArbitrary(), Gen.Choose(0, 99).ToArbitrary(), (samples, classes, seed) =>
            {
                var content = Jobs.Classes(samples, 2, classes);
                var settings = new DataSettings { Train = 0.8, Seed = seed };
                var split = DatasetSplit.Create(content, settings);
                bool complete = split.Training.Concat(split.HeldOut).Order()
                    .SequenceEqual(Enumerable.Range(0, samples).Select(i => (long)i));
                bool stratified = Enumerable.Range(0, classes).All(c =>
                    Math.Abs(split.Training.Count(i => content.Labels![i] == c) - 0.8 * content.Labels!.Count(l => l == c)) <= 0.5);
                var again = DatasetSplit.Create(content, settings);
                return complete && stratified && again.Training.SequenceEqual(split.Training) && again.HeldOut.SequenceEqual(split.HeldOut);
            }));

    [Fact]
    public void SplitOfNumbersIsPlain()
    {
        var split = DatasetSplit.Create(Jobs.Numbers(100), new DataSettings { Train = 0.75 });
        Assert.Equal((75, 25), (split.Training.Length, split.HeldOut.Length));
        Assert.NotEqual(Enumerable.Range(0, 75).Select(i => (long)i), split.Training);
    }

    [Fact]
    public void SplitWithAnEmptyPartIsRefused()
    {
        var error = Assert.Throws<ModelOpsException>(() => DatasetSplit.Create(Jobs.Classes(1, 2, 1), new DataSettings()));
        Assert.Equal("DatasetTooSmall", error.ErrorId);
    }

    [Fact]
    public void ColumnsAreNormalisedByTheTrainingPartAndConstantOnesStayFinite()
    {
        var content = Jobs.Classes(4, 2, 1) with { Features = [1, 5, 3, 5, 5, 5, 1000, -7] };
        var normalization = Normalization.Measure(content, [2], [0, 1, 2]);
        Assert.Equal([3f, 5f], normalization.Mean);
        Assert.Equal([(float)Math.Sqrt(8 / 3.0), 1f], normalization.Deviation);
        using var data = DeviceData.Load(content, [2], normalization, device("cpu"));
        var values = data.Inputs.data<float>().ToArray();
        Assert.Equal([0f, 0f], values[2..4]);
        Assert.Equal((1 - 3) / Math.Sqrt(8 / 3.0), values[0], 1e-6);
    }

    [Fact]
    public void ImagesAreNormalisedByOneValue()
    {
        var content = Jobs.Classes(2, 4, 1) with { Features = [0, 2, 4, 6, 9, 9, 9, 9] };
        var normalization = Normalization.Measure(content, [1, 2, 2], [0]);
        Assert.Equal([3f], normalization.Mean);
        Assert.Equal([(float)Math.Sqrt(5)], normalization.Deviation);
    }

    [Theory]
    [InlineData(10, 4, 1, new[] { 4, 4, 2 })]
    [InlineData(8, 4, 1, new[] { 4, 4 })]
    [InlineData(9, 4, 1, new[] { 4, 4, 1 })]
    [InlineData(9, 4, 2, new[] { 4, 5 })]
    [InlineData(3, 4, 1, new[] { 3 })]
    [InlineData(1, 4, 2, new[] { 1 })]
    public void LastBatchIsAsShortAsItComes(int examples, int batch, int least, int[] counts)
    {
        var content = Jobs.Classes(20, 2);
        using var data = DeviceData.Load(content, [2], Normalization.None, device("cpu"));
        long[] training = [.. Enumerable.Range(0, examples).Select(i => (long)i)];
        using var batches = new SampleBatches(data, training, batch, 1, least);
        batches.StartEpoch(3);
        var labels = new List<long>();
        Assert.Equal(counts.Length, batches.PerEpoch);
        for (int position = 0; position < counts.Length; position++)
        {
            var (inputs, targets) = batches.At(position);
            using (inputs)
            using (targets)
            {
                Assert.Equal(counts[position], batches.Count(position));
                Assert.Equal([counts[position], 2L], inputs.shape);
                labels.AddRange(targets.data<long>().ToArray());
            }
        }
        Assert.Equal(Batches.Permutation(training, 1, 3).Select(i => content.Labels![i]), labels);
    }
}
