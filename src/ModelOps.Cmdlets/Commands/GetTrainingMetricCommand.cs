using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Get-TrainingMetric: the metrics of trainings, as points.</summary>
[Cmdlet(VerbsCommon.Get, "TrainingMetric")]
[OutputType(typeof(MetricPoint))]
public sealed class GetTrainingMetricCommand : ModelOpsCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(SessionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] SessionId { get; set; } = [];

    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(MetricCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    [Parameter]
    public SwitchParameter Latest { get; set; }

    protected override void Process() => ForEach(SessionId, id => Write(Workspace.Sessions.Get(id)));

    private void Write(TrainingSession session)
    {
        var exact = Name is not null && !Name.Any(WildcardPattern.ContainsWildcardCharacters);
        var points = Workspace.Metrics.Read(session.Id, exact ? Name : null, latest: Latest);
        if (Name is not null && !exact)
        {
            var patterns = Name.Select(n => WildcardPattern.Get(n, WildcardOptions.IgnoreCase)).ToList();
            points = points.Where(p => patterns.Any(pattern => pattern.IsMatch(p.Name))).ToList();
        }
        WriteObject(points, enumerateCollection: true);
    }
}
