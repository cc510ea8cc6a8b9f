using System.Globalization;
using System.Runtime.InteropServices;

namespace ModelOps.Core;

/// <summary>The machine's memory in bytes: how much there is, and how much a new process could have without swapping.</summary>
internal readonly partial record struct SystemMemory(long Total, long Free)
{
    private const int VirtualMemoryInformation = 4;
    private const int MacValues = 64;

    /// <summary>As it is now; null where the system doesn't tell.</summary>
    public static SystemMemory? Now()
    {
        try
        {
            return OperatingSystem.IsLinux() ? Linux() : OperatingSystem.IsWindows() ? Windows() : OperatingSystem.IsMacOS() ? Mac() : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    /// <summary>MemTotal and MemAvailable of /proc/meminfo, which are in kB.</summary>
    internal static SystemMemory? ParseMeminfo(string text)
    {
        long? total = null, free = null;
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is ["MemTotal:", var all, ..])
                total = Number(all) * 1024;
            else if (words is ["MemAvailable:", var available, ..])
                free = Number(available) * 1024;
        }
        return total is { } t && free is { } f ? new(t, f) : null;
    }

    private static SystemMemory? Linux()
    {
        if (ParseMeminfo(File.ReadAllText("/proc/meminfo")) is not { } machine)
            return null;
        var group = File.ReadLines("/proc/self/cgroup").FirstOrDefault(l => l.StartsWith("0::/", StringComparison.Ordinal));
        return group is null ? machine : machine.Within("/sys/fs/cgroup", group[4..]);
    }

    /// <summary>The least of the machine's and of what the control group (version 2) and those above it allow.</summary>
    internal SystemMemory Within(string root, string group)
    {
        var (total, free) = this;
        for (string? path = group; path is not null; path = path.Length == 0 ? null : Path.GetDirectoryName(path) ?? "")
        {
            var folder = Path.Combine(root, path);
            if (ReadNumber(Path.Combine(folder, "memory.max")) is not { } limit
                || ReadNumber(Path.Combine(folder, "memory.current")) is not { } used)
                continue;
            total = Math.Min(total, limit);
            free = Math.Min(free, Math.Max(0, limit - used + Reclaimable(Path.Combine(folder, "memory.stat"))));
        }
        return new(total, free);
    }

    /// <summary>Cached files that the group gives back when memory is wanted.</summary>
    private static long Reclaimable(string file)
    {
        if (!File.Exists(file))
            return 0;
        var line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith("inactive_file ", StringComparison.Ordinal));
        return line is null ? 0 : Number(line["inactive_file ".Length..]);
    }

    /// <summary>A file's number; null where there is no such file, or no limit in it ("max").</summary>
    private static long? ReadNumber(string file) =>
        File.Exists(file) && File.ReadAllText(file).Trim() is var text && text != "max" ? Number(text) : null;

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static SystemMemory? Windows()
    {
        var status = new MemoryStatus { Length = (uint)Marshal.SizeOf<MemoryStatus>() };
        return GlobalMemoryStatus(ref status) ? new((long)status.TotalPhysical, (long)status.AvailablePhysical) : null;
    }

    private static SystemMemory? Mac()
    {
        nuint size = sizeof(long);
        if (SystemControl("hw.memsize", out long total, ref size, 0, 0) != 0)
            return null;
        var values = new uint[MacValues];
        int count = MacValues;
        // vm_statistics64 begins with the pages that are free, active, inactive, wired.
        return HostStatistics(MachHost(), VirtualMemoryInformation, values, ref count) == 0
            ? new(total, ((long)values[0] + values[2]) * Environment.SystemPageSize)
            : null;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct MemoryStatus
    {
        public uint Length;
        public uint Load;
        public ulong TotalPhysical;
        public ulong AvailablePhysical;
        public ulong TotalPageFile;
        public ulong AvailablePageFile;
        public ulong TotalVirtual;
        public ulong AvailableVirtual;
        public ulong AvailableExtendedVirtual;
    }

    [LibraryImport("kernel32", EntryPoint = "GlobalMemoryStatusEx")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GlobalMemoryStatus(ref MemoryStatus status);

    [LibraryImport("libc", EntryPoint = "sysctlbyname", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SystemControl(string name, out long value, ref nuint size, nint newValue, nuint newSize);

    [LibraryImport("libc", EntryPoint = "mach_host_self")]
    private static partial uint MachHost();

    [LibraryImport("libc", EntryPoint = "host_statistics64")]
    private static partial int HostStatistics(uint host, int flavor, uint[] values, ref int count);
}
