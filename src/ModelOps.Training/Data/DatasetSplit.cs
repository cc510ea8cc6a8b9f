using ModelOps.Core;

namespace ModelOps.Training;

/// <summary>
/// Which samples are trained on and which are held out, in ascending order. A pure function of the labels, the share and the seed.
/// </summary>
/// <param name="Training">Indices of the samples to train on.</param>
/// <param name="HeldOut">Indices of the samples to validate on.</param>
public sealed record DatasetSplit(long[] Training, long[] HeldOut)
{
    /// <summary>
    /// Splits a dataset by its data settings: classes keep their shares (a stratified split), numbers to regress are drawn at random.
    /// InvalidInput ("DatasetTooSmall") where a part would be empty.
    /// </summary>
    public static DatasetSplit Create(DatasetContent content, DataSettings settings)
    {
        var groups = content.Labels is { } labels ? ByClass(labels) : [Indices((int)content.Dataset.Samples)];
        var training = new List<long>();
        var heldOut = new List<long>();
        for (int i = 0; i < groups.Count; i++)
        {
            long[] group = groups[i];
            new RandomSequence(settings.Seed, i).Shuffle(group);
            int count = (int)Math.Round(group.Length * settings.Train, MidpointRounding.AwayFromZero);
            training.AddRange(group.AsSpan(0, count));
            heldOut.AddRange(group.AsSpan(count));
        }
        if (training.Count == 0 || heldOut.Count == 0)
            throw Error.Of(ErrorKind.InvalidInput, "DatasetTooSmall", content.Dataset.Name, content.Dataset.Samples, settings.Train);
        training.Sort();
        heldOut.Sort();
        return new DatasetSplit([.. training], [.. heldOut]);
    }

    private static List<long[]> ByClass(long[] labels) =>
        [.. labels.Select((label, index) => (label, index)).GroupBy(p => p.label, p => (long)p.index).OrderBy(g => g.Key).Select(g => g.ToArray())];

    private static long[] Indices(int count)
    {
        var indices = new long[count];
        for (int i = 0; i < count; i++)
            indices[i] = i;
        return indices;
    }
}
