using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Compare-Model: puts models, or the models of trainings, side by side, or in the order of a metric.</summary>
[Cmdlet(VerbsData.Compare, "Model", DefaultParameterSetName = SideBySideSet)]
[OutputType(typeof(PSObject))]
public sealed class CompareModelCommand : ModelOpsCommand
{
    private const string SideBySideSet = "SideBySide";
    private const string RankingSet = "Ranking";

    private readonly List<Model> _models = [];
    private int _given;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ModelId { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = RankingSet)]
    [ArgumentCompleter(typeof(MetricCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Metric { get; set; }

    [Parameter(ParameterSetName = SideBySideSet)]
    public SwitchParameter IncludeEqual { get; set; }

    protected override void Process() => ForEach(ModelId, id =>
    {
        _given++;
        _models.Add(Workspace.Models.Get(id));
    });

    protected override void Finish()
    {
        var models = _models.DistinctBy(m => m.Id).ToList();
        // The errors about those that weren't found say all there is to say.
        if (models.Count < 2 && _models.Count < _given)
            return;
        if (Metric is not null)
            WriteRanking(Workspace.Models.Rank([.. models.Select(m => m.Id)], Metric));
        else
            WriteSideBySide(models);
    }

    /// <summary>All of them; what didn't come to its end is named, and has a place where it has the metric.</summary>
    private void WriteRanking(IReadOnlyList<ModelRank> ranks)
    {
        foreach (var note in ranks.Select(r => r.Note).OfType<string>())
            WriteWarning(note);
        WriteObject(ranks.Select(RankingRow.Of), enumerateCollection: true);
    }

    /// <summary>One object a line, with a property for each model that has its short id as name.</summary>
    private void WriteSideBySide(List<Model> models)
    {
        foreach (var line in Workspace.Models.Compare([.. models.Select(m => m.Id)], IncludeEqual))
        {
            var row = new PSObject();
            row.Properties.Add(new PSNoteProperty("Kind", line.Kind));
            row.Properties.Add(new PSNoteProperty("Name", line.Name));
            for (int i = 0; i < models.Count; i++)
                row.Properties.Add(new PSNoteProperty(models[i].ShortId, line.Values[i]));
            WriteObject(row);
        }
    }
}
