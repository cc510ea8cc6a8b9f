namespace ModelOps.Core;

/// <summary>Memory and GPUs.</summary>
internal sealed class DeviceCheck : HealthCheck
{
    private const long LittleMemory = 512 << 20;

    public override string Name => "device";

    public override IEnumerable<ModelOpsFinding> Run(DiagnosisContext context)
    {
        var devices = new ComputeDevices(context.Home).Read();
        var cpu = devices.First(d => d.Kind == ComputeDeviceKind.Cpu);
        yield return cpu.FreeBytes < LittleMemory
            ? Warning($"Only {DisplayText.Size(cpu.FreeBytes.Value)} of memory are free.",
                "End programs that hold memory: Get-Process | Sort-Object WorkingSet64.")
            : Ok(FormattableString.Invariant($"{cpu.Cores} × {cpu.Model}") + (cpu.FreeBytes is { } free
                ? $", {DisplayText.Size(free)} of memory free." : "."));
        if (cpu.Note is { } note)
            yield return Ok(note);
        foreach (var gpu in devices.Where(d => d.Kind == ComputeDeviceKind.Gpu))
        {
            yield return gpu.Model is null
                ? Failure($"The GPU {gpu.Name} doesn't answer the driver.",
                    "Look at nvidia-smi; a GPU that was lost comes back with a restart of the machine.", gpu.Name)
                : Ok($"{gpu.Name}: {gpu.Model}" + (gpu.FreeBytes is { } left ? $", {DisplayText.Size(left)} of memory free." : "."));
        }
    }
}
