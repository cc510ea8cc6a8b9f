using System.Management.Automation;
using ModelOps.Core;

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
    [ValidateSet("gguf", "safetensors")]
    public string? Format { get; set; }

    [Parameter(ParameterSetName = FilterSet)]
    public ModelTier? Tier { get; set; }

    [Parameter(ParameterSetName = FilterSet)]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Tag { get; set; }

    [Parameter(ParameterSetName = FilterSet)]
    public bool? Enabled { get; set; }

    [Parameter(ParameterSetName = FilterSet)]
    public bool? Thinking { get; set; }

    [Parameter(ParameterSetName = FilterSet)]
    [ValidateRange(1, int.MaxValue)]
    public int? Newest { get; set; }

    [Parameter(ParameterSetName = FilterSet)]
    public ModelOrder? SortBy { get; set; }

    [Parameter(ParameterSetName = FilterSet)]
    public SwitchParameter Descending { get; set; }

    protected override void Process()
    {
        if (ModelId is not null)
            ForEach(ModelId, id => WriteObject(Workspace.Models.Get(id)));
        else
            ForEach(Names.OrAll(Name), name => WriteObject(Matching(name), enumerateCollection: true));
    }

    private ModelQuery Query => new()
    {
        State = State, Network = Network, Format = Format, Tier = Tier, Tag = Tag, Enabled = Enabled, Thinking = Thinking, Newest = Newest,
        OrderBy = SortBy ?? (Descending ? ModelOrder.Created : null), Descending = Descending,
    };

    /// <summary>
    /// All that match, newest first or as sorted. A name without wildcards that nothing has is an error where no filter explains it.
    /// </summary>
    private IReadOnlyList<Model> Matching(string name)
    {
        var query = Query with { Pattern = name == "*" ? null : name };
        var found = Workspace.Models.Find(query);
        bool filtered = query with { Pattern = null, Newest = null, OrderBy = null, Descending = false } != new ModelQuery();
        if (found.Count == 0 && !filtered && !WildcardPattern.ContainsWildcardCharacters(name))
            return [Workspace.Models.Get(name)];
        return found;
    }
}
