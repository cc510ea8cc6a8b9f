using System.Collections;
using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Test-ModelProfile: checks profiles and names every problem with file, line and key.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ModelProfile", DefaultParameterSetName = NameSet)]
[OutputType(typeof(ProfileTestResult))]
public sealed class TestModelProfileCommand : ModelOpsCommand
{
    private const string NameSet = "ProfileName";
    private const string ProfileSet = "Profile";
    private const string LiteralPathSet = "LiteralPath";

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = NameSet,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AnyProfileCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] ProfileName { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = ProfileSet, ValueFromPipeline = true)]
    [ValidateNotNull]
    public ModelProfile? InputObject { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(ParameterSetName = NameSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    public ProfileKind? Kind { get; set; }

    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Dataset { get; set; }

    [Parameter]
    [ValidateNotNull]
    public Hashtable? Set { get; set; }

    protected override void Process()
    {
        if (InputObject is not null && ParameterSetName == ProfileSet)
            Test(InputObject);
        else if (ParameterSetName == LiteralPathSet)
            ForEach(LiteralPath, path => Test(Workspace.Profiles.Get(ResolveNewPath(path), Kind)));
        else
            ForEach(ProfileName, name => ForEach(Find(name), Test));
    }

    private IReadOnlyList<ModelProfile> Find(string name) =>
        Names.Select(name, Get, () => Workspace.Profiles.Find(null, Kind), p => p.Name);

    private ModelProfile Get(string name) => Workspace.Profiles.Get(ProfilePath.Resolve(name, ResolveNewPath), Kind);

    private void Test(ModelProfile profile)
    {
        var dataset = Dataset is null ? null : Workspace.Datasets.Get(Dataset);
        WriteObject(Workspace.Profiles.Test(profile, OverrideTable.Flatten(Set), dataset));
    }
}
