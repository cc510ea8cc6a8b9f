namespace ModelOps.Core;

/// <summary>
/// Whether and when a crashed server is started again: at most <paramref name="limit"/> times in a row, after a wait that doubles each time
/// up to a minute. A server that was ready for ten minutes begins to count anew.
/// </summary>
/// <param name="limit">Starts after crashes in a row.</param>
/// <param name="delay">The first wait.</param>
internal sealed class RestartPolicy(int limit, TimeSpan delay)
{
    internal static readonly TimeSpan MostDelay = TimeSpan.FromMinutes(1);
    internal static readonly TimeSpan Stable = TimeSpan.FromMinutes(10);

    /// <summary>Crashes in a row.</summary>
    public int Crashes { get; private set; }

    /// <summary>Notes a crash; the wait before the next start, or null to give up.</summary>
    /// <param name="readyFor">How long the server had been ready.</param>
    public TimeSpan? AfterCrash(TimeSpan readyFor)
    {
        Crashes = readyFor >= Stable ? 1 : Crashes + 1;
        if (Crashes > limit)
            return null;
        double factor = Math.Pow(2, Math.Min(Crashes - 1, 62));
        return TimeSpan.FromTicks((long)Math.Min(delay.Ticks * factor, Math.Max(MostDelay.Ticks, delay.Ticks)));
    }

    /// <summary>Forgets the crashes: the user asked for a start.</summary>
    public void Reset() => Crashes = 0;
}
