using System.Globalization;
using System.Runtime.InteropServices;

namespace ModelOps.Host.Benchmarks;

/// <summary>Processor time of single threads: other programs on the machine disturb it least.</summary>
internal static partial class ThreadClock
{
    private const string Tasks = "/proc/self/task";

    /// <summary>Processor time of this thread; where the system has no such clock, the time of day.</summary>
    public static TimeSpan Now
    {
        get
        {
            int clock = OperatingSystem.IsLinux() ? 3 : OperatingSystem.IsMacOS() ? 16 : -1; // CLOCK_THREAD_CPUTIME_ID
            return clock >= 0 && clock_gettime(clock, out var time) == 0
                ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1e3)
                : TimeSpan.FromMilliseconds(Environment.TickCount64);
        }
    }

    /// <summary>Processor time of another thread by its name; 0 where there is none, or the system doesn't tell (only Linux does).</summary>
    public static TimeSpan Of(string name)
    {
        if (!Directory.Exists(Tasks))
            return default;
        foreach (string task in Directory.EnumerateDirectories(Tasks))
        {
            if (File.ReadAllText(Path.Combine(task, "comm")).TrimEnd() != name)
                continue;
            string nanoseconds = File.ReadAllText(Path.Combine(task, "schedstat")).Split(' ')[0];
            return TimeSpan.FromMicroseconds(long.Parse(nanoseconds, CultureInfo.InvariantCulture) / 1e3);
        }
        return default;
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpec
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out TimeSpec time);
}
