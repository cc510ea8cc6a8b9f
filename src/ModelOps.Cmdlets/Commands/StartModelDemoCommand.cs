using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Start-ModelDemo: lets slots and models play on their own, each in a process of its own.</summary>
[Cmdlet(VerbsLifecycle.Start, "ModelDemo", SupportsShouldProcess = true, DefaultParameterSetName = NameSet)]
[OutputType(typeof(ModelDemo))]
public sealed class StartModelDemoCommand : DemoCommand
{
    private const string NameSet = "Name";
    private const string SlotSet = "Slot";
    private const string ModelSet = "Model";

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = NameSet, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(DemoSourceCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = SlotSet, ValueFromPipeline = true)]
    [ValidateNotNull]
    public ModelSlot? Slot { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = ModelSet, ValueFromPipeline = true)]
    [ValidateNotNull]
    public Model? Model { get; set; }

    [Parameter]
    [ValidateRange(0.01, ModelDemoService.MaxFramesPerSecond)]
    public double? FramesPerSecond { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Prompt { get; set; }

    [Parameter]
    public SwitchParameter Show { get; set; }

    protected override void Process() => ForEach(Slot is { } slot ? [slot.Name] : Model is { } model ? [model.Id] : Name, Start);

    private void Start(string source)
    {
        if (!ShouldProcess(source, "Start model demo"))
            return;
        var demo = Workspace.Demos.Start(new ModelDemoRequest { Source = source, FramesPerSecond = FramesPerSecond, Prompt = Prompt });
        if (Show)
            Watch(demo);
        WriteObject(Workspace.Demos.Get(demo.Name));
    }
}
