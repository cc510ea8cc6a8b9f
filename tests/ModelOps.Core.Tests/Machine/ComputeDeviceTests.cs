using FsCheck.Fluent;

namespace ModelOps.Core.Tests.Machine;

/// <summary>What the machine has, with and without GPUs, and with drivers that answer only in part.</summary>
public sealed class ComputeDeviceTests(FakeNvml nvml) : IClassFixture<FakeNvml>, IDisposable
{
    private const int NotSupported = 3;
    private const int GpuIsLost = 15;
    private const int VersionMismatch = 18;

    private readonly TempHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public void ThisMachineHasProcessorsMemoryAndADisk()
    {
        var devices = new ComputeDevices(home.Home).Read();

        var cpu = Assert.Single(devices, d => d.Kind == ComputeDeviceKind.Cpu);
        Assert.Equal(("cpu", Environment.ProcessorCount), (cpu.Name, cpu.Cores));
        Assert.False(string.IsNullOrWhiteSpace(cpu.Model));
        Assert.InRange(cpu.Utilization!.Value, 0, 1);
        Assert.Equal(cpu.TotalBytes, cpu.UsedBytes + cpu.FreeBytes);
        Assert.InRange(cpu.TotalBytes!.Value, 1L << 28, 1L << 50);
        var disk = Assert.Single(devices, d => d.Kind == ComputeDeviceKind.Disk);
        Assert.InRange(disk.FreeBytes!.Value, 1, disk.TotalBytes!.Value);
    }

    [Fact]
    public void AHomeThatIsNotThereYetHasTheDiskItWillBeOn() =>
        Assert.Equal(
            new DriveInfo(home.Path).TotalSize,
            new ComputeDevices(new(home.File("not", "yet", "there"))).Read().Single(d => d.Kind == ComputeDeviceKind.Disk).TotalBytes);

    [Fact]
    public void GpusHaveWhatTheDriverSaysOfThem()
    {
        nvml.Set(2, new int[FakeNvml.Calls]);

        var gpus = Read().Where(d => d.Kind == ComputeDeviceKind.Gpu).ToList();

        Assert.Equal(["cuda:0", "cuda:1"], gpus.Select(g => g.Name));
        var second = gpus[1];
        Assert.Equal(("Test GPU 1", "GPU-00000001", "570.12.34"), (second.Model, second.Id, second.Driver));
        Assert.Equal((80L << 30, (20L << 30) + 1, (60L << 30) - 1), (second.TotalBytes, second.UsedBytes, second.FreeBytes));
        Assert.Equal((0.51, 41), (second.Utilization, second.Temperature));
        Assert.Null(Read()[0].Note);
    }

    [Theory]
    [InlineData(1, 0, null, null, "Test GPU 0")]
    [InlineData(0, 0, null, null, null)]
    [InlineData(2, 1, null, "PCI_BUS_ID", "Test GPU 1")]
    [InlineData(2, 1, null, null, null)]
    [InlineData(2, 0, "1", "PCI_BUS_ID", "Test GPU 1")]
    [InlineData(2, 0, "GPU-00000001,GPU-00000000", null, "Test GPU 1")]
    [InlineData(2, 1, "GPU-00000001", null, null)]
    public void AGpusModelIsToldWhereCudasOrderIsKnown(int devices, int number, string? visible, string? order, string? model)
    {
        nvml.Set(devices, new int[FakeNvml.Calls]);
        Assert.Equal(model, VisibleGpus.Model(
            NvidiaManagement.Load(nvml.File).Driver, number, name => name == "CUDA_DEVICE_ORDER" ? order : visible));
    }

    [Fact]
    public void ProcessesHaveTheMemoryTheyHold()
    {
        nvml.Set(2, new int[FakeNvml.Calls]);
        var driver = NvidiaManagement.Load(nvml.File).Driver!;
        Assert.True(driver.ListsProcesses);
        Assert.Equal([(4000, 3L << 30), (5000, null), (4001, 3L << 30), (5001, null)], driver.Processes());
    }

    [Fact]
    public void WhatTheDriverDoesNotKnowIsNull()
    {
        nvml.Set(1, [0, 0, 0, 0, 0, NotSupported, NotSupported, NotSupported]);
        var gpu = Read()[1];
        Assert.Equal(("Test GPU 0", 80L << 30), (gpu.Model, gpu.TotalBytes));
        Assert.Equal((null, null, null), (gpu.Utilization, gpu.Temperature, gpu.Driver));
    }

    [Fact]
    public void AGpuThatIsLostIsStillCounted()
    {
        nvml.Set(1, [0, 0, GpuIsLost, 0, 0, 0, 0, 0]);
        var gpu = Read()[1];
        Assert.Equal(("cuda:0", null, null), (gpu.Name, gpu.Model, gpu.TotalBytes));
    }

    [Fact]
    public void NoDriverNoGpuAndADriverThatCannotWorkAreSaidPlainly()
    {
        Assert.Contains("isn't on this machine", NoGpu(() => NvidiaManagement.Load(home.File("libnvidia-ml.so.1"))));

        File.WriteAllText(home.File("libnvidia-ml.so.1"), "no library");
        Assert.Contains("No NVIDIA GPU can be used", NoGpu(() => NvidiaManagement.Load(home.File("libnvidia-ml.so.1"))));

        nvml.Set(1, [VersionMismatch, 0, 0, 0, 0, 0, 0, 0]);
        Assert.Contains("Driver/library version mismatch", NoGpu(() => NvidiaManagement.Load(nvml.File)));

        nvml.Set(0, new int[FakeNvml.Calls]);
        Assert.Contains("570.12.34 is there, but no GPU", NoGpu(() => NvidiaManagement.Load(nvml.File)));
    }

    /// <summary>Whatever the driver answers, looking is no error, and the processors are there.</summary>
    [Fact]
    public void P11_LookingAtTheMachineNeverFails()
    {
        var code = Gen.Frequency((3, Gen.Constant(0)), (2, Gen.Elements(1, NotSupported, 7, GpuIsLost, VersionMismatch, 999)));
        var cases = from devices in Gen.Choose(0, 9) from codes in code.ArrayOf(FakeNvml.Calls) select (devices, codes);
        var machine = new ComputeDevices(home.Home, () => NvidiaManagement.Load(nvml.File));
        Property.Holds(cases, c =>
        {
            nvml.Set(c.devices, c.codes);
            var found = machine.Read();

            int usable = c.codes[0] == 0 && c.codes[1] == 0 ? c.devices : 0;
            Assert.Equal(usable, found.Count(d => d.Kind == ComputeDeviceKind.Gpu));
            Assert.Equal(["cpu", .. Enumerable.Range(0, usable).Select(i => $"cuda:{i}"), "disk"], found.Select(d => d.Name));
            Assert.Equal(usable == 0, found[0].Note is { Length: > 0 });
        });
    }

    [Fact]
    public void TheLoadIsTheShareOfBusyTime()
    {
        var before = ProcessorTime.ParseStat("cpu  100 0 50 800 50 0 0 0 0 0\ncpu0 1 2 3 4\n")!.Value;
        var after = ProcessorTime.ParseStat("cpu  160 0 90 880 70 0 0 0 60 0\n")!.Value;
        Assert.Equal(0.5, after.Since(before));
        Assert.Null(after.Since(after));
        Assert.Null(ProcessorTime.ParseStat("intr 12 13"));
    }

    [Fact]
    public void AControlGroupsLimitIsTheMemory()
    {
        var machine = SystemMemory.ParseMeminfo("MemTotal:       16000 kB\nMemFree:  1 kB\nMemAvailable:    9000 kB\n")!.Value;
        Assert.Equal(new(16000L << 10, 9000L << 10), machine);
        Group("", "max", 0, 0);
        Group("job", "8388608", 4 << 20, 1 << 20);
        Group(Path.Combine("job", "step"), "max", 1 << 20, 0);

        Assert.Equal(new(8 << 20, 5 << 20), machine.Within(home.Path, Path.Combine("job", "step")));
        Assert.Equal(machine, machine.Within(home.Path, "absent"));
    }

    private void Group(string name, string limit, long used, long cached)
    {
        var folder = Directory.CreateDirectory(home.File(name)).FullName;
        File.WriteAllText(Path.Combine(folder, "memory.max"), limit + "\n");
        File.WriteAllText(Path.Combine(folder, "memory.current"), $"{used}\n");
        File.WriteAllText(Path.Combine(folder, "memory.stat"), $"anon 5\ninactive_file {cached}\n");
    }

    private IReadOnlyList<ComputeDevice> Read() => new ComputeDevices(home.Home, () => NvidiaManagement.Load(nvml.File)).Read();

    private string NoGpu(Func<NvidiaLoading> driver)
    {
        var devices = new ComputeDevices(home.Home, driver).Read();
        Assert.DoesNotContain(devices, d => d.Kind == ComputeDeviceKind.Gpu);
        return devices[0].Note!;
    }
}
