using System.Globalization;

namespace ModelOps.Core;

/// <summary>Reads a pair of IDX files: images of unsigned bytes, kept as they are, and a label for each.</summary>
internal static class IdxImporter
{
    private const int ChunkBytes = 1 << 20;
    private const int MaxSampleDimensions = 3;

    public static ImportedSamples Import(IdxPair pair, FeatureSpool spool, IProgress<double>? progress, CancellationToken cancellation)
    {
        var labels = ReadLabels(pair.Labels);
        using var source = DatasetSource.Open(pair.Images, progress);
        var header = IdxHeader.Read(pair.Images, source.Stream);
        if (header.Dimensions.Count is < 2 or > 1 + MaxSampleDimensions)
        {
            throw IdxHeader.Invalid(pair.Images, $"it has {header.Dimensions.Count} dimensions; 2 to 4 are read: samples, then a row, "
                + "height and width, or channels, height and width");
        }
        if (header.Dimensions[0] != labels.Length)
            throw Error.Of(ErrorKind.InvalidInput, "IdxCountsDiffer", pair.Images, header.Dimensions[0], pair.Labels, labels.Length);
        Spool(source, header, spool, cancellation);
        var classes = labels.Distinct().Order().ToList();
        var numbers = labels.Select(l => (long)classes.IndexOf(l)).ToArray();
        int[] shape = header.Dimensions is [_, var height, var width] ? [1, height, width] : [.. header.Dimensions.Skip(1)];
        return new ImportedSamples
        {
            Format = "idx",
            Samples = labels.Length,
            Shape = shape,
            LabelColumn = Path.GetFileName(pair.Labels),
            Classes = classes.Select(c => c.ToString(CultureInfo.InvariantCulture)).ToList(),
            Task = Dataset.Classify,
            Features = spool.ToTensor("U8", sizeof(byte), [labels.Length, .. shape.Select(d => (long)d)]),
            Labels = TensorSource.Of<long>(DatasetFile.Labels, "I64", [labels.Length], numbers),
        };
    }

    private static byte[] ReadLabels(string path)
    {
        using var source = DatasetSource.Open(path);
        var header = IdxHeader.Read(path, source.Stream);
        if (header.Dimensions.Count != 1)
            throw IdxHeader.Invalid(path, $"it has {header.Dimensions.Count} dimensions; a labels file has one");
        var labels = new MemoryStream();
        CopyExactly(path, source, header.Count, labels.Write, default);
        return labels.ToArray();
    }

    private static void Spool(DatasetSource source, IdxHeader header, FeatureSpool spool, CancellationToken cancellation) =>
        CopyExactly(source.Path, source, header.Count, spool.Write, cancellation);

    private static void CopyExactly(
        string path, DatasetSource source, long count, Action<ReadOnlySpan<byte>> write, CancellationToken cancellation)
    {
        var buffer = new byte[ChunkBytes];
        long done = 0;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            int read = source.Stream.Read(buffer);
            if (read == 0)
                break;
            done += read;
            if (done > count)
                throw IdxHeader.Invalid(path, $"it goes on after the {count} values that its header announces");
            write(buffer.AsSpan(0, read));
            source.ReportProgress();
        }
        if (done < count)
            throw IdxHeader.Invalid(path, $"it is cut short: {done} of {count} values");
    }
}
