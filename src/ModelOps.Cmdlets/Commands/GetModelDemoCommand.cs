using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Get-ModelDemo: the demos, their frames, or a look at one while it plays.</summary>
[Cmdlet(VerbsCommon.Get, "ModelDemo", DefaultParameterSetName = ListSet)]
[OutputType(typeof(ModelDemo), ParameterSetName = [ListSet, WaitSet])]
[OutputType(typeof(ModelDemoFrame), ParameterSetName = [FrameSet])]
public sealed class GetModelDemoCommand : DemoCommand
{
    private const string ListSet = "List";
    private const string WaitSet = "Wait";
    private const string FrameSet = "Frame";

    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(DemoCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    public ModelDemoState[]? State { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = WaitSet)]
    public SwitchParameter Wait { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = FrameSet)]
    [ValidateRange(1, int.MaxValue)]
    public int Frame { get; set; }

    protected override void Process() => ForEach(Names.OrAll(Name), name => ForEach(Select(name), Write));

    private void Write(ModelDemo demo)
    {
        if (ParameterSetName == FrameSet)
        {
            WriteObject(Workspace.Demos.Frames(demo.Name).TakeLast(Frame), enumerateCollection: true);
            return;
        }
        if (Wait && demo.IsActive)
        {
            Watch(demo);
            demo = Workspace.Demos.Get(demo.Name);
        }
        if (State is null || State.Contains(demo.State))
            WriteObject(demo);
    }
}
