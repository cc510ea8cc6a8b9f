using System.Collections;
using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Start-Training: trains a profile on a dataset, in the foreground or detached.</summary>
[Cmdlet(VerbsLifecycle.Start, "Training", SupportsShouldProcess = true)]
[OutputType(typeof(TrainingSession))]
public sealed class StartTrainingCommand : TrainingCommand
{
    private const string NameSet = "ProfileName";
    private const string ProfileSet = "Profile";

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = NameSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    [ValidateNotNullOrEmpty]
    public string ProfileName { get; set; } = "";

    [Parameter(Mandatory = true, ParameterSetName = ProfileSet, ValueFromPipeline = true)]
    [ValidateNotNull]
    public ModelProfile? InputObject { get; set; }

    [Parameter(Position = 1, ParameterSetName = NameSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 1, ParameterSetName = ProfileSet, ValueFromPipelineByPropertyName = true)]
    [Alias("DatasetName")]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    public string? Dataset { get; set; }

    [Parameter]
    [ValidateNotNull]
    public Hashtable? Set { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(SlotCompleter))]
    [ValidateNotNullOrEmpty]
    public string? From { get; set; }

    [Parameter]
    [ValidateRange(-SessionQueue.MaxPriority, SessionQueue.MaxPriority)]
    public int Priority { get; set; }

    [Parameter]
    public SwitchParameter AsJob { get; set; }

    protected override void Process()
    {
        var profile = InputObject is null ? ProfilePath.Resolve(ProfileName, ResolveNewPath) : InputObject.Path ?? InputObject.Name;
        var dataset = string.IsNullOrEmpty(Dataset) ? null : Dataset;
        if (!ShouldProcess(dataset is null ? profile : $"{profile} on {dataset}", "Start training"))
            return;
        var session = Workspace.Trainings.Start(new TrainingRequest
        {
            Profile = profile,
            Dataset = dataset,
            Overrides = OverrideTable.Flatten(Set),
            ModelName = Name,
            StartFrom = From is null ? null : ProfilePath.Resolve(From, ResolveNewPath, ".safetensors"),
            Priority = Priority,
        });
        if (AsJob)
            WriteObject(session);
        else
            RunInForeground(session);
    }
}
