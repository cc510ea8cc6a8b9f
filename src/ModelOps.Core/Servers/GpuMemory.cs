using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ModelOps.Core;

/// <summary>Memory that processes hold on NVIDIA GPUs, as the driver tells it. Where there is no driver nothing is held.</summary>
internal static class GpuMemory
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private static readonly Lazy<NvidiaManagement?> Driver = new(() => NvidiaManagement.Load());

    /// <summary>GPUs of this machine.</summary>
    public static int Devices => Driver.Value?.Devices ?? 0;

    /// <summary>Bytes that the processes hold on all GPUs; null without a driver, or where it tells no sizes (Windows).</summary>
    public static long? Used(IReadOnlyCollection<int> processes) => Driver.Value is { } driver ? Sum(driver, processes) : null;

    /// <summary>Waits until no GPU counts any of the processes as its own; false where one still does at the limit.</summary>
    public static bool WaitUntilFree(IReadOnlyCollection<int> processes, TimeSpan limit)
    {
        if (Driver.Value is not { } driver)
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

/// <summary>The part of NVML, the driver's management library, that says which process holds how much of which GPU.</summary>
internal sealed unsafe class NvidiaManagement
{
    private const int Success = 0;
    private const int ProcessLimit = 256;

    private readonly delegate* unmanaged<uint*, int> deviceCount;
    private readonly delegate* unmanaged<uint, nint*, int> deviceHandle;
    private readonly delegate* unmanaged<nint, uint*, ProcessInfo*, int> runningProcesses;

    private NvidiaManagement(nint library)
    {
        deviceCount = (delegate* unmanaged<uint*, int>)NativeLibrary.GetExport(library, "nvmlDeviceGetCount_v2");
        deviceHandle = (delegate* unmanaged<uint, nint*, int>)NativeLibrary.GetExport(library, "nvmlDeviceGetHandleByIndex_v2");
        runningProcesses = (delegate* unmanaged<nint, uint*, ProcessInfo*, int>)NativeLibrary.GetExport(
            library, "nvmlDeviceGetComputeRunningProcesses_v3");
    }

    /// <summary>The library, ready; null where there is none or it can't work.</summary>
    /// <param name="file">Its file; by default the driver's.</param>
    public static NvidiaManagement? Load(string? file = null)
    {
        if (!NativeLibrary.TryLoad(file ?? (OperatingSystem.IsWindows() ? "nvml.dll" : "libnvidia-ml.so.1"), out nint library))
            return null;
        try
        {
            var initialize = (delegate* unmanaged<int>)NativeLibrary.GetExport(library, "nvmlInit_v2");
            return initialize() == Success ? new(library) : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>How many GPUs there are.</summary>
    public int Devices
    {
        get
        {
            uint devices = 0;
            return deviceCount(&devices) == Success ? (int)devices : 0;
        }
    }

    /// <summary>Processes that compute on a GPU, with the bytes each holds, null where the driver doesn't know; one entry a GPU.</summary>
    public IReadOnlyList<(int Id, long? Bytes)> Processes()
    {
        var found = new List<(int, long?)>();
        uint devices = 0;
        _ = deviceCount(&devices);
        var list = stackalloc ProcessInfo[ProcessLimit];
        for (uint index = 0; index < devices; index++)
        {
            nint device = 0;
            uint count = ProcessLimit;
            if (deviceHandle(index, &device) != Success || runningProcesses(device, &count, list) != Success)
                continue;
            for (uint i = 0; i < count; i++)
                found.Add(((int)list[i].Id, list[i].UsedMemory == ulong.MaxValue ? null : (long)list[i].UsedMemory));
        }
        return found;
    }

    /// <summary>nvmlProcessInfo_t in its second version, which the third version of the call fills.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ProcessInfo
    {
        public uint Id;
        public ulong UsedMemory;
        public uint GpuInstance;
        public uint ComputeInstance;
    }
}
