using System.Globalization;
using System.Runtime.InteropServices;

namespace ModelOps.Core;

/// <summary>Time that all processors were busy, and all time, since the machine started; the unit is the system's own.</summary>
internal readonly partial record struct ProcessorTime(ulong Busy, ulong Total)
{
    private const int LoadInformation = 3;
    private const int MacStates = 4;

    /// <summary>The share of the time since <paramref name="before"/> that was busy; null where none has passed.</summary>
    public double? Since(ProcessorTime before) =>
        Total > before.Total ? Math.Clamp((double)(long)(Busy - before.Busy) / (Total - before.Total), 0, 1) : null;

    /// <summary>As it is now; null where the system doesn't tell.</summary>
    public static ProcessorTime? Now() =>
        OperatingSystem.IsLinux() ? Linux() : OperatingSystem.IsWindows() ? Windows() : OperatingSystem.IsMacOS() ? Mac() : null;

    /// <summary>The first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal; guest times are part of
    /// user's.</summary>
    internal static ProcessorTime? ParseStat(string text)
    {
        var fields = text.Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields is not ["cpu", _, _, _, _, ..])
            return null;
        var times = new List<ulong>();
        foreach (var field in fields.Skip(1).Take(8))
        {
            if (!ulong.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out ulong time))
                return null;
            times.Add(time);
        }
        ulong total = times.Aggregate((a, b) => a + b);
        return new(total - times[3] - times.ElementAtOrDefault(4), total);
    }

    private static ProcessorTime? Linux()
    {
        try
        {
            return ParseStat(File.ReadAllText("/proc/stat"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static ProcessorTime? Windows() =>
        GetSystemTimes(out ulong idle, out ulong kernelWithIdle, out ulong user)
            ? new(kernelWithIdle + user - idle, kernelWithIdle + user) : null;

    private static ProcessorTime? Mac()
    {
        var ticks = new uint[MacStates];
        int count = MacStates;
        if (HostStatistics(MachHost(), LoadInformation, ticks, ref count) != 0)
            return null;
        ulong total = (ulong)ticks[0] + ticks[1] + ticks[2] + ticks[3];
        return new(total - ticks[2], total);
    }

    [LibraryImport("kernel32", EntryPoint = "GetSystemTimes")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetSystemTimes(out ulong idle, out ulong kernel, out ulong user);

    [LibraryImport("libc", EntryPoint = "mach_host_self")]
    private static partial uint MachHost();

    [LibraryImport("libc", EntryPoint = "host_statistics")]
    private static partial int HostStatistics(uint host, int flavor, uint[] values, ref int count);
}
