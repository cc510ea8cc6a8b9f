using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Remove-ModelProfile: deletes the files of profiles.</summary>
[Cmdlet(VerbsCommon.Remove, "ModelProfile", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = NameSet)]
[OutputType(typeof(void))]
public sealed class RemoveModelProfileCommand : ProfileCommand
{
    protected override void Process(ModelProfile profile)
    {
        // A wildcard means the user's own: the samples can't be removed.
        if (profile.Shipped && ParameterSetName == NameSet && Array.Exists(ProfileName, WildcardPattern.ContainsWildcardCharacters))
            return;
        if (ShouldProcess(profile.Path ?? profile.Name, "Remove the profile"))
            Workspace.ProfileFiles.Remove(profile);
    }
}
