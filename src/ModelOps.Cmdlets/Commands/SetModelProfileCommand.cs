using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Set-ModelProfile: changes keys of profiles by path; the rest of the file stays as it is.</summary>
[Cmdlet(VerbsCommon.Set, "ModelProfile", SupportsShouldProcess = true, DefaultParameterSetName = NameSet)]
[OutputType(typeof(ModelProfile))]
public sealed class SetModelProfileCommand : ProfileCommand
{
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNull]
    public Hashtable Set { get; set; } = [];

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void Process(ModelProfile profile)
    {
        var edits = Edits(Set);
        // Mistakes are named with -WhatIf too.
        Workspace.ProfileFiles.Preview(profile, edits);
        var action = Describe(edits);
        if (!ShouldProcess(profile.Name, action.Length == 0 ? "Change nothing" : char.ToUpper(action[0], CultureInfo.InvariantCulture) + action[1..]))
            return;
        var changed = Workspace.ProfileFiles.Set(profile, edits);
        if (profile.Shipped)
            WriteVerbose($"The sample '{profile.Name}' is now a profile of your own: {changed.Path}");
        if (PassThru)
            WriteObject(changed);
    }
}
