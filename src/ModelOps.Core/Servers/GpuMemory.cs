using System.Diagnostics;

namespace ModelOps.Core;

/// <summary>Memory that processes hold on NVIDIA GPUs, as the driver tells it. Where there is no driver nothing is held.</summary>
internal static class GpuMemory
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private static NvidiaManagement? Driver => NvidiaManagement.Shared.Driver is { ListsProcesses: true } driver ? driver : null;

    /// <summary>Bytes that the processes hold on all GPUs; null without a driver, or where it tells no sizes (Windows).</summary>
    public static long? Used(IReadOnlyCollection<int> processes) => Driver is { } driver ? Sum(driver, processes) : null;

    /// <summary>Waits until no GPU counts any of the processes as its own; false where one still does at the limit.</summary>
    public static bool WaitUntilFree(IReadOnlyCollection<int> processes, TimeSpan limit)
    {
        if (Driver is not { } driver)
            return true;
        for (var waited = Stopwatch.StartNew(); driver.Processes().Any(p => processes.Contains(p.Id)); Thread.Sleep(Interval))
        {
            if (waited.Elapsed > limit)
                return false;
        }
        return true;
    }

    private static long? Sum(NvidiaManagement driver, IReadOnlyCollection<int> processes)
    {
        long bytes = 0;
        foreach (var (id, used) in driver.Processes())
        {
            if (!processes.Contains(id))
                continue;
            if (used is null)
                return null;
            bytes += used.Value;
        }
        return bytes;
    }
}
