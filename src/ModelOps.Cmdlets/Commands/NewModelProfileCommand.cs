using System.Collections;
using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>New-ModelProfile: makes a profile from a template or from another profile.</summary>
[Cmdlet(VerbsCommon.New, "ModelProfile", SupportsShouldProcess = true)]
[OutputType(typeof(ModelProfile))]
public sealed class NewModelProfileCommand : ModelOpsCommand
{
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    public string ProfileName { get; set; } = "";

    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("From")]
    [ArgumentCompleter(typeof(AnyProfileCompleter))]
    [ValidateNotNullOrEmpty]
    public string Template { get; set; } = "";

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public ProfileKind? Kind { get; set; }

    [Parameter]
    [ValidateNotNull]
    public Hashtable Set { get; set; } = [];

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void Process()
    {
        var template = Workspace.Profiles.Get(ProfilePath.Resolve(Template, ResolveNewPath), Kind);
        if (ShouldProcess(ProfileName, $"Make a profile like '{template.Name}'"))
            WriteObject(Workspace.ProfileFiles.Create(ProfileName, template, OverrideTable.Edits(Set), Force));
    }
}
