using System.Runtime.InteropServices;
using System.Text;

namespace ModelOps.Core;

/// <summary>What came of looking for NVIDIA's driver: its management library, ready, or why there is none.</summary>
internal sealed record NvidiaLoading(NvidiaManagement? Driver, string? Problem);

/// <summary>What the driver says of one GPU; null for what it doesn't know.</summary>
internal sealed record NvidiaGpu(int Index)
{
    public string? Name { get; init; }
    public string? Uuid { get; init; }
    public long? TotalBytes { get; init; }
    public long? FreeBytes { get; init; }
    public long? UsedBytes { get; init; }
    /// <summary>Percent of the last sample period (a second or less) in which a kernel ran.</summary>
    public int? Utilization { get; init; }
    public int? Temperature { get; init; }
}

/// <summary>NVML, the management library that NVIDIA's driver brings. Calls that this version of it doesn't have tell nothing.</summary>
internal sealed unsafe class NvidiaManagement
{
    private const int Success = 0;
    private const int ProcessLimit = 256;
    /// <summary>The longest text of NVML has 96 bytes (NVML_DEVICE_NAME_V2_BUFFER_SIZE, NVML_DEVICE_UUID_V2_BUFFER_SIZE).</summary>
    private const int TextLimit = 96;
    private const int GpuSensor = 0;

    private static readonly Lazy<NvidiaLoading> OfThisMachine = new(() => Load());

    private readonly delegate* unmanaged<uint*, int> deviceCount;
    private readonly delegate* unmanaged<uint, nint*, int> deviceHandle;
    private readonly delegate* unmanaged<nint, uint*, ProcessInfo*, int> runningProcesses;
    private readonly delegate* unmanaged<nint, byte*, uint, int> deviceName;
    private readonly delegate* unmanaged<nint, byte*, uint, int> deviceUuid;
    private readonly delegate* unmanaged<nint, MemoryInfo*, int> memoryInfo;
    private readonly delegate* unmanaged<nint, UtilizationRates*, int> utilizationRates;
    private readonly delegate* unmanaged<nint, int, uint*, int> temperature;
    private readonly delegate* unmanaged<byte*, uint, int> driverVersion;

    private NvidiaManagement(nint library)
    {
        deviceCount = (delegate* unmanaged<uint*, int>)NativeLibrary.GetExport(library, "nvmlDeviceGetCount_v2");
        deviceHandle = (delegate* unmanaged<uint, nint*, int>)NativeLibrary.GetExport(library, "nvmlDeviceGetHandleByIndex_v2");
        runningProcesses = (delegate* unmanaged<nint, uint*, ProcessInfo*, int>)Find(library, "nvmlDeviceGetComputeRunningProcesses_v3");
        deviceName = (delegate* unmanaged<nint, byte*, uint, int>)Find(library, "nvmlDeviceGetName");
        deviceUuid = (delegate* unmanaged<nint, byte*, uint, int>)Find(library, "nvmlDeviceGetUUID");
        memoryInfo = (delegate* unmanaged<nint, MemoryInfo*, int>)Find(library, "nvmlDeviceGetMemoryInfo");
        utilizationRates = (delegate* unmanaged<nint, UtilizationRates*, int>)Find(library, "nvmlDeviceGetUtilizationRates");
        temperature = (delegate* unmanaged<nint, int, uint*, int>)Find(library, "nvmlDeviceGetTemperature");
        driverVersion = (delegate* unmanaged<byte*, uint, int>)Find(library, "nvmlSystemGetDriverVersion");
    }

    private static nint Find(nint library, string name) => NativeLibrary.TryGetExport(library, name, out nint address) ? address : 0;

    /// <summary>The library's file as the driver installs it.</summary>
    public static string LibraryName => OperatingSystem.IsWindows() ? "nvml.dll" : "libnvidia-ml.so.1";

    /// <summary>This machine's driver, looked for once in a process.</summary>
    public static NvidiaLoading Shared => OfThisMachine.Value;

    /// <summary>The library, ready; or why there is none or it can't work.</summary>
    /// <param name="file">Its file; by default the driver's.</param>
    public static NvidiaLoading Load(string? file = null)
    {
        file ??= LibraryName;
        if (!NativeLibrary.TryLoad(file, out nint library))
            return new(null, Error.Text("GpuDriverMissing", file));
        try
        {
            var initialize = (delegate* unmanaged<int>)NativeLibrary.GetExport(library, "nvmlInit_v2");
            int code = initialize();
            return code == Success ? new(new(library), null) : new(null, Error.Text("GpuDriverUnusable", file, Describe(library, code)));
        }
        catch (EntryPointNotFoundException error)
        {
            return new(null, Error.Text("GpuDriverUnusable", file, error.Message));
        }
    }

    /// <summary>Whether it tells which processes hold memory.</summary>
    public bool ListsProcesses => runningProcesses is not null;

    /// <summary>Version of the driver; null where it doesn't tell.</summary>
    public string? Version
    {
        get
        {
            var text = stackalloc byte[TextLimit];
            return driverVersion is not null && driverVersion(text, TextLimit) == Success ? Text(text) : null;
        }
    }

    /// <summary>All GPUs, in the driver's order. One that doesn't answer any more is there with its number only.</summary>
    public IReadOnlyList<NvidiaGpu> Gpus() => [.. Enumerable.Range(0, Count).Select(index => Gpu((uint)index))];

    /// <summary>Processes that compute on a GPU, with the bytes each holds, null where the driver doesn't know; one entry a GPU.</summary>
    public IReadOnlyList<(int Id, long? Bytes)> Processes()
    {
        var found = new List<(int, long?)>();
        if (!ListsProcesses)
            return found;
        var list = stackalloc ProcessInfo[ProcessLimit];
        for (int index = 0; index < Count; index++)
        {
            nint device = 0;
            uint count = ProcessLimit;
            if (deviceHandle((uint)index, &device) != Success || runningProcesses(device, &count, list) != Success)
                continue;
            for (uint i = 0; i < count; i++)
                found.Add(((int)list[i].Id, list[i].UsedMemory == ulong.MaxValue ? null : (long)list[i].UsedMemory));
        }
        return found;
    }

    /// <summary>How many GPUs there are.</summary>
    public int Count
    {
        get
        {
            uint count = 0;
            return deviceCount(&count) == Success ? (int)count : 0;
        }
    }

    private NvidiaGpu Gpu(uint index)
    {
        var gpu = new NvidiaGpu((int)index);
        nint device = 0;
        if (deviceHandle(index, &device) != Success)
            return gpu;
        var text = stackalloc byte[TextLimit];
        if (deviceName is not null && deviceName(device, text, TextLimit) == Success)
            gpu = gpu with { Name = Text(text) };
        if (deviceUuid is not null && deviceUuid(device, text, TextLimit) == Success)
            gpu = gpu with { Uuid = Text(text) };
        MemoryInfo memory;
        if (memoryInfo is not null && memoryInfo(device, &memory) == Success)
            gpu = gpu with { TotalBytes = (long)memory.Total, FreeBytes = (long)memory.Free, UsedBytes = (long)memory.Used };
        UtilizationRates rates;
        if (utilizationRates is not null && utilizationRates(device, &rates) == Success)
            gpu = gpu with { Utilization = (int)rates.Gpu };
        uint degrees;
        if (temperature is not null && temperature(device, GpuSensor, &degrees) == Success)
            gpu = gpu with { Temperature = (int)degrees };
        return gpu;
    }

    private static string Describe(nint library, int code)
    {
        var describe = (delegate* unmanaged<int, byte*>)Find(library, "nvmlErrorString");
        return describe is not null && Marshal.PtrToStringUTF8((nint)describe(code)) is { Length: > 0 } text ? text : $"error {code}";
    }

    private static string Text(byte* text)
    {
        var bytes = new ReadOnlySpan<byte>(text, TextLimit);
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
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

    /// <summary>nvmlMemory_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct MemoryInfo
    {
        public ulong Total;
        public ulong Free;
        public ulong Used;
    }

    /// <summary>nvmlUtilization_t, in percent.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct UtilizationRates
    {
        public uint Gpu;
        public uint Memory;
    }
}
