namespace ModelOps.Core;

/// <summary>
/// Looks at what the machine has: processors, memory, the disk of a home, GPUs. It needs no registry, and a machine without a GPU is no
/// error. Used by one thread at a time; the load of the processors is measured from one look to the next.
/// </summary>
public sealed class ComputeDevices
{
    /// <summary>How long the first look measures the processors' load.</summary>
    private static readonly TimeSpan FirstSample = TimeSpan.FromMilliseconds(100);

    private readonly ModelOpsHome home;
    private readonly Func<NvidiaLoading> findDriver;
    private ProcessorTime? before;

    public ComputeDevices(ModelOpsHome home) : this(home, () => NvidiaManagement.Shared)
    {
    }

    internal ComputeDevices(ModelOpsHome home, Func<NvidiaLoading> findDriver) => (this.home, this.findDriver) = (home, findDriver);

    /// <summary>cpu, the GPUs, disk. The first look takes a tenth of a second.</summary>
    public IReadOnlyList<ComputeDevice> Read()
    {
        var now = DateTime.UtcNow;
        var (driver, problem) = findDriver();
        var gpus = driver is null ? [] : ReadGpus(driver, now);
        if (driver is not null && gpus.Count == 0)
            problem = Error.Text("GpuNone", driver.Version ?? "");
        return [ReadProcessor(now) with { Note = problem }, .. gpus, ReadDisk(now)];
    }

    /// <summary>The maker's name of a GPU as this process counts them (cuda:1); null of other devices, or where it can't be told.</summary>
    public static string? GpuModel(string device) =>
        device.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(device.AsSpan("cuda:".Length), out int number)
            ? VisibleGpus.Model(NvidiaManagement.Shared.Driver, number, Environment.GetEnvironmentVariable)
            : null;

    private ComputeDevice ReadProcessor(DateTime now)
    {
        var memory = SystemMemory.Now();
        return new()
        {
            Name = "cpu",
            Kind = ComputeDeviceKind.Cpu,
            Model = ProcessorName.Value,
            Cores = Environment.ProcessorCount,
            Utilization = MeasureLoad(),
            TotalBytes = memory?.Total,
            UsedBytes = memory?.Total - memory?.Free,
            FreeBytes = memory?.Free,
            Time = now,
        };
    }

    private double? MeasureLoad()
    {
        if (before is null && (before = ProcessorTime.Now()) is not null)
            Thread.Sleep(FirstSample);
        if (before is not { } start || ProcessorTime.Now() is not { } end)
            return null;
        before = end;
        return end.Since(start);
    }

    private static List<ComputeDevice> ReadGpus(NvidiaManagement driver, DateTime now)
    {
        var version = driver.Version;
        return driver.Gpus().Select(gpu => new ComputeDevice
        {
            Name = $"cuda:{gpu.Index}",
            Kind = ComputeDeviceKind.Gpu,
            Model = gpu.Name,
            Id = gpu.Uuid,
            Utilization = gpu.Utilization / 100.0,
            TotalBytes = gpu.TotalBytes,
            UsedBytes = gpu.UsedBytes,
            FreeBytes = gpu.FreeBytes,
            Temperature = gpu.Temperature,
            Driver = version,
            Time = now,
        }).ToList();
    }

    /// <summary>The disk of the home; of a home that isn't there yet the one it would be on.</summary>
    private ComputeDevice ReadDisk(DateTime now)
    {
        var device = new ComputeDevice { Name = "disk", Kind = ComputeDeviceKind.Disk, Time = now };
        try
        {
            var drive = DiskSpace.Drive(home.Path);
            return device with
            {
                Model = drive.DriveFormat,
                TotalBytes = drive.TotalSize,
                UsedBytes = drive.TotalSize - drive.TotalFreeSpace,
                FreeBytes = drive.AvailableFreeSpace,
            };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return device with { Note = error.Message };
        }
    }
}
