using System.Runtime.CompilerServices;

namespace ModelOps.Core;

/// <summary>Makes charts out of the metrics of sessions.</summary>
public sealed class ChartService
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(250);

    private readonly Workspace workspace;

    internal ChartService(Workspace workspace) => this.workspace = workspace;

    /// <summary>
    /// Reads what a chart shows. NotFound where a session is not there, or none of the sessions has a metric that is asked for;
    /// InvalidInput where the request can't be met ("ChartSmoothInvalid").
    /// </summary>
    public Chart Read(ChartRequest request)
    {
        if (request.Smooth is not (>= 0 and < 1))
            throw Error.Of(ErrorKind.InvalidInput, "ChartSmoothInvalid", request.Smooth);
        var sessions = request.Sessions.Select(workspace.Sessions.Get).DistinctBy(s => s.Id).ToList();
        var existing = sessions.SelectMany(s => s.Metrics.Keys).Distinct(StringComparer.Ordinal).ToList();
        bool running = sessions.Exists(s => !s.State.IsFinal());
        var metrics = ChartMetrics.Choose(existing, running, request.Metrics, request.UsualMetrics);
        var points = sessions.ConvertAll(s => workspace.Metrics.Read(s.Id, metrics).ToLookup(p => p.Name, StringComparer.Ordinal));
        return new()
        {
            Title = request.Title ?? Title(sessions),
            XAxis = request.XAxis,
            LogScale = request.LogScale,
            Smooth = request.Smooth,
            Runs = [.. sessions.Zip(ChartLabels.Of(workspace, sessions), (s, label) => new ChartRun(s.Id, label, s.State))],
            Panels = [.. metrics.Select(metric => new ChartPanel(
                metric, [.. sessions.Select((s, i) => Series(s, points[i][metric], request))]))],
        };
    }

    /// <summary>The chart now and whenever it has changed, until all its sessions are final; the last one shows their ends.</summary>
    public async IAsyncEnumerable<Chart> WatchAsync(
        ChartRequest request, TimeSpan? interval = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        List<(SessionState, long, int, int)>? before = null;
        while (true)
        {
            // The states first: what is written before an end is read after it.
            var sessions = request.Sessions.Select(workspace.Sessions.Get).ToList();
            var now = sessions.ConvertAll(s => (s.State, s.Step, s.Epoch, s.Metrics.Count));
            if (before is null || !now.SequenceEqual(before))
                yield return Read(request);
            before = now;
            if (sessions.TrueForAll(s => s.State.IsFinal()))
                yield break;
            await Task.Delay(interval ?? WatchInterval, cancellation).ConfigureAwait(false);
        }
    }

    private static string Title(List<TrainingSession> sessions)
    {
        var kinds = sessions.Select(s => $"{s.ProfileName} on {s.DatasetName}").Distinct().ToList();
        return kinds.Count <= 2 ? string.Join(", ", kinds) : $"{sessions.Count} trainings";
    }

    private static ChartSeries Series(TrainingSession session, IEnumerable<MetricPoint> points, ChartRequest request)
    {
        var x = Position(session, request.XAxis);
        // A clock that was set back must not turn a line round.
        var values = points.Select(p => new ChartValue(x(p), p.Value)).OrderBy(v => v.X).ToList();
        return new(values, request.Smooth > 0 ? Smoothing.Average(values, request.Smooth) : null);
    }

    private static Func<MetricPoint, double> Position(TrainingSession session, ChartAxis axis)
    {
        var start = session.Started ?? session.Created;
        double stepsPerEpoch = session.TotalEpochs > 0 ? (double)session.TotalSteps / session.TotalEpochs : 0;
        return axis switch
        {
            ChartAxis.Time => point => Math.Max(0, (point.Time - start).TotalSeconds),
            ChartAxis.Epoch => point => stepsPerEpoch > 0 ? point.Step / stepsPerEpoch : point.Epoch,
            _ => point => point.Step,
        };
    }
}
