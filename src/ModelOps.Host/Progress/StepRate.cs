namespace ModelOps.Host.Progress;

/// <summary>Optimizer steps a second over the last seconds, and the time that is left at that rate.</summary>
internal sealed class StepRate
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(3);
    private readonly Queue<(TimeSpan Time, long Step)> _samples = new();

    /// <summary>0 until there are two samples with steps between them.</summary>
    public double PerSecond { get; private set; }

    public void Add(TimeSpan time, long step)
    {
        while (_samples.Count > 1 && time - _samples.Peek().Time > Window)
            _samples.Dequeue();
        _samples.Enqueue((time, step));
        var (since, first) = _samples.Peek();
        PerSecond = time > since ? (step - first) / (time - since).TotalSeconds : 0;
    }

    /// <summary>Null while the rate is unknown.</summary>
    public TimeSpan? Left(long steps) => PerSecond > 0 ? TimeSpan.FromSeconds(steps / PerSecond) : null;
}
