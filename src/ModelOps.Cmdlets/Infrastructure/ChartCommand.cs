using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>A cmdlet that makes one chart out of all the trainings that it is given.</summary>
public abstract class ChartCommand : ModelOpsCommand
{
    private readonly List<string> _sessions = [];

    /// <summary>The parameter of that name, which has another place in each cmdlet.</summary>
    public abstract string[] SessionId { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(MetricCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Metric { get; set; }

    [Parameter]
    public ChartAxis XAxis { get; set; }

    [Parameter]
    [ValidateRange(0.0, 0.9999)]
    public double Smooth { get; set; }

    [Parameter]
    public SwitchParameter LogScale { get; set; }

    /// <summary>Makes the chart; there is at least one session.</summary>
    private protected abstract void Chart(ChartRequest request);

    protected sealed override void Process() => ForEach(SessionId, id => _sessions.Add(Workspace.Sessions.Get(id).Id));

    protected sealed override void Finish()
    {
        if (_sessions.Count > 0)
            Chart(new() { Sessions = _sessions, Metrics = Metric, XAxis = XAxis, Smooth = Smooth, LogScale = LogScale });
    }
}
