namespace ModelOps.Core;

/// <summary>Counts bytes that several threads have worked on and reports their share of all.</summary>
internal sealed class ByteProgress(long total, IProgress<double>? progress)
{
    private long _done;

    public void Add(long bytes)
    {
        long done = Interlocked.Add(ref _done, bytes);
        progress?.Report(total > 0 ? Math.Min(1, (double)done / total) : 1);
    }
}
