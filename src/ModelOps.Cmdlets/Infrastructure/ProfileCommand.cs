using System.Collections;
using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>A cmdlet for profiles that are there: named, with wildcards, by the path of a YAML file, or from the pipeline.</summary>
public abstract class ProfileCommand : ModelOpsCommand
{
    protected const string NameSet = "ProfileName";
    protected const string ProfileSet = "Profile";

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = NameSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(AnyProfileCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] ProfileName { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = ProfileSet, ValueFromPipeline = true)]
    [ValidateNotNull]
    public ModelProfile? InputObject { get; set; }

    [Parameter(ParameterSetName = NameSet)]
    public ProfileKind? Kind { get; set; }

    protected sealed override void Process()
    {
        if (InputObject is { } profile && ParameterSetName == ProfileSet)
            Process(profile);
        else
            ForEach(ProfileName, name => ForEach(Find(name, Kind), Process));
    }

    /// <summary>One profile; what it throws becomes a non-terminating error.</summary>
    protected abstract void Process(ModelProfile profile);

    /// <summary>The profiles that a name, a wildcard or a path means.</summary>
    protected IReadOnlyList<ModelProfile> Find(string name, ProfileKind? kind) => Names.Select(
        name, n => Workspace.Profiles.Get(ProfilePath.Resolve(n, ResolveNewPath), kind), () => Workspace.Profiles.Find(null, kind),
        p => p.Name);

    /// <summary>What edits do, for -WhatIf and -Confirm: "set optimizer.lr to 0.01, take schedule.name out".</summary>
    protected static string Describe(IReadOnlyDictionary<string, string?> edits) => string.Join(", ", edits
        .OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => e.Value is null ? $"take {e.Key} out" : $"set {e.Key} to {e.Value}"));

    protected static IReadOnlyDictionary<string, string?> Edits(IDictionary? table) => OverrideTable.Edits(table);
}
