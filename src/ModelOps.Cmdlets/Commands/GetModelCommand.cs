using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Get-Model: the models of the registry.</summary>
[Cmdlet(VerbsCommon.Get, "Model", DefaultParameterSetName = FilterSet)]
[OutputType(typeof(Model))]
public sealed class GetModelCommand : ModelOpsCommand
{
    private const string FilterSet = "Filter";
    private const string IdSet = "Id";

    [Parameter(Position = 0, ParameterSetName = FilterSet, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = IdSet, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? ModelId { get; set; }

    [Parameter(ParameterSetName = FilterSet)]
    public ModelState? State { get; set; }

    [Parameter(ParameterSetName = FilterSet)]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    public string? Network { get; set; }

    [Parameter(ParameterSetName = FilterSet)]
    [ValidateRange(1, int.MaxValue)]
    public int? Newest { get; set; }

    protected override void Process()
    {
        if (ModelId is not null)
            ForEach(ModelId, id => WriteObject(Workspace.Models.Get(id)));
        else
            ForEach(Names.OrAll(Name), name => WriteObject(Matching(name), enumerateCollection: true));
    }

    /// <summary>All that match, newest first. A plain name that nothing has is an error where no filter explains it.</summary>
    private IReadOnlyList<Model> Matching(string name)
    {
        var found = Workspace.Models.Find(name == "*" ? null : name, State, Network, Newest);
        if (found.Count == 0 && State is null && Network is null && !WildcardPattern.ContainsWildcardCharacters(name))
            return [Workspace.Models.Get(name)];
        return found;
    }
}
