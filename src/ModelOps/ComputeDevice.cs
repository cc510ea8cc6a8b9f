namespace ModelOps;

/// <summary>What a device of the machine is for.</summary>
public enum ComputeDeviceKind
{
    /// <summary>The processors, with the machine's memory.</summary>
    Cpu,
    /// <summary>A GPU, with its own memory.</summary>
    Gpu,
    /// <summary>The file system that MODELOPS_HOME is on.</summary>
    Disk,
}

/// <summary>What the machine has to train with, and how much of it is in use. What a system or driver doesn't tell is null.</summary>
public sealed record ComputeDevice
{
    /// <summary>cpu, disk, or cuda:N, N as NVIDIA's driver counts (in the order of the PCI bus).</summary>
    public required string Name { get; init; }
    /// <summary>What it is.</summary>
    public required ComputeDeviceKind Kind { get; init; }
    /// <summary>The maker's name of it; for a disk its file system.</summary>
    public string? Model { get; init; }
    /// <summary>Logical processors that this process may use.</summary>
    public int? Cores { get; init; }
    /// <summary>How busy it is, from 0 to 1.</summary>
    public double? Utilization { get; init; }
    /// <summary>Size of its memory, or of the disk, in bytes; of a memory the limit of the control group where that is less.</summary>
    public long? TotalBytes { get; init; }
    /// <summary>What of it is in use.</summary>
    public long? UsedBytes { get; init; }
    /// <summary>What of it can still be had.</summary>
    public long? FreeBytes { get; init; }
    /// <summary>Degrees Celsius.</summary>
    public int? Temperature { get; init; }
    /// <summary>Version of the driver.</summary>
    public string? Driver { get; init; }
    /// <summary>A GPU's UUID, as CUDA_VISIBLE_DEVICES takes it.</summary>
    public string? Id { get; init; }
    /// <summary>What else there is to say: of the cpu, why there is no GPU.</summary>
    public string? Note { get; init; }
    /// <summary>When it was looked at (UTC).</summary>
    public required DateTime Time { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
