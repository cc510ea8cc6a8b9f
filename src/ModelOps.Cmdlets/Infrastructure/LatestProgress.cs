namespace ModelOps.Cmdlets;

/// <summary>Keeps the newest share that some thread reported, from 0 to 1; another thread reads it as a percentage.</summary>
internal sealed class LatestProgress : IProgress<double>
{
    private double _share = -1;

    /// <summary>0 to 100; -1 (which a progress record shows as unknown) until a share was reported.</summary>
    public int Percent => Volatile.Read(ref _share) is var share and >= 0 ? (int)(100 * Math.Min(1, share)) : -1;

    public void Report(double value) => Volatile.Write(ref _share, value);
}
