using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Get-TrainingMetric: the metrics of trainings, as points; -Wait follows them until the training has ended.</summary>
[Cmdlet(VerbsCommon.Get, "TrainingMetric", DefaultParameterSetName = HistorySet)]
[OutputType(typeof(MetricPoint))]
public sealed class GetTrainingMetricCommand : ModelOpsCommand
{
    private const string HistorySet = "History";
    private const string LatestSet = "Latest";
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

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

    [Parameter(Mandatory = true, ParameterSetName = LatestSet)]
    public SwitchParameter Latest { get; set; }

    [Parameter(ParameterSetName = HistorySet)]
    public DateTime? Since { get; set; }

    [Parameter(ParameterSetName = HistorySet)]
    [Alias("Last")]
    [ValidateRange(0, int.MaxValue)]
    public int? Tail { get; set; }

    [Parameter(ParameterSetName = HistorySet)]
    public SwitchParameter Wait { get; set; }

    protected override void Process() => ForEach(SessionId, id => Write(Workspace.Sessions.Get(id).Id));

    private void Write(string id)
    {
        if (Latest)
        {
            Write(Workspace.Metrics.Read(id, latest: true));
            return;
        }
        var (points, last) = Workspace.Metrics.ReadWritten(id, since: Since?.ToUniversalTime());
        var matching = Matching(points).OrderBy(p => p.Step).ToList();
        WriteObject(Tail is { } count ? matching.TakeLast(count) : matching, enumerateCollection: true);
        while (Wait)
        {
            // The state first: what is written before the end is read after it.
            var final = Workspace.Sessions.Get(id).State.IsFinal();
            (points, last) = Workspace.Metrics.ReadWritten(id, last);
            Write(points);
            if (final || Cancellation.WaitHandle.WaitOne(PollInterval))
                return;
        }
    }

    private void Write(IReadOnlyList<MetricPoint> points) => WriteObject(Matching(points), enumerateCollection: true);

    private IEnumerable<MetricPoint> Matching(IReadOnlyList<MetricPoint> points)
    {
        if (Name is null)
            return points;
        var patterns = Name.Select(n => WildcardPattern.Get(n, WildcardOptions.IgnoreCase)).ToList();
        return points.Where(p => patterns.Exists(pattern => pattern.IsMatch(p.Name)));
    }
}
