using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Get-ComputeDevice: processors, memory, disk and GPUs of the machine; -Wait goes on looking until Ctrl+C.</summary>
[Cmdlet(VerbsCommon.Get, "ComputeDevice")]
[OutputType(typeof(ComputeDevice))]
public sealed class GetComputeDeviceCommand : ModelOpsCommand
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(DeviceCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    [Parameter]
    public ComputeDeviceKind[]? Kind { get; set; }

    [Parameter]
    public SwitchParameter Wait { get; set; }

    [Parameter]
    [ValidateRange(0.1, 3600)]
    public double Interval { get; set; } = 2;

    private ComputeDevices? _devices;

    protected override void Process()
    {
        _devices ??= new ComputeDevices(Home);
        do
        {
            var found = _devices.Read();
            ForEach(Names.OrAll(Name), name => Write(Names.Select(name, wanted => Find(wanted, found), () => found, d => d.Name)));
            if (AsksForGpus && found.All(d => d.Kind != ComputeDeviceKind.Gpu))
                WriteWarning(found[0].Note ?? Error.Text("GpuNone", ""));
        }
        while (Wait && !Cancellation.WaitHandle.WaitOne(TimeSpan.FromSeconds(Interval)));
    }

    private bool AsksForGpus => Kind is [ComputeDeviceKind.Gpu];

    private void Write(IEnumerable<ComputeDevice> devices) =>
        WriteObject(devices.Where(d => Kind is null || Kind.Contains(d.Kind)), enumerateCollection: true);

    private static ComputeDevice Find(string name, IReadOnlyList<ComputeDevice> found) =>
        found.FirstOrDefault(d => d.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw Error.NotFound("DeviceNotFound", name, found.Select(d => d.Name));
}
