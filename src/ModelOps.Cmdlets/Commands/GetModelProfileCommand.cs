using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Get-ModelProfile: the user's profiles and the shipped samples.</summary>
[Cmdlet(VerbsCommon.Get, "ModelProfile")]
[OutputType(typeof(ModelProfile))]
public sealed class GetModelProfileCommand : ModelOpsCommand
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(AnyProfileCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? ProfileName { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public ProfileKind? Kind { get; set; }

    protected override void Process() => ForEach(Names.OrAll(ProfileName), name => WriteObject(
        Names.Select(name, Get, () => Workspace.Profiles.Find(null, Kind), p => p.Name),
        enumerateCollection: true));

    private ModelProfile Get(string name) => Workspace.Profiles.Get(ProfilePath.Resolve(name, ResolveNewPath), Kind);
}
