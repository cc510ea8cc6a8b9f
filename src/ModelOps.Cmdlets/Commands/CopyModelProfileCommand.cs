using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Copy-ModelProfile: copies a profile under another name.</summary>
[Cmdlet(VerbsCommon.Copy, "ModelProfile", SupportsShouldProcess = true, DefaultParameterSetName = NameSet)]
[OutputType(typeof(ModelProfile))]
public sealed class CopyModelProfileCommand : ProfileCommand
{
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void Process(ModelProfile profile)
    {
        if (!ShouldProcess(profile.Name, $"Copy the profile to '{Destination}'"))
            return;
        var copy = Workspace.ProfileFiles.Create(Destination, profile, overwrite: Force);
        if (PassThru)
            WriteObject(copy);
    }
}
