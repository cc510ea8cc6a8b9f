namespace ModelOps.Core;

/// <summary>What a worker has to say and the registry doesn't hold yet. Filled by the training loop, emptied by the flusher.</summary>
internal sealed class PendingWrites
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, double> latest;
    private List<MetricPoint> metrics = [];
    private List<TrainingLogEntry> logs = [];
    private long step;
    private int epoch;

    public PendingWrites(TrainingSession session)
    {
        latest = new(session.Metrics);
        step = session.Step;
        epoch = session.Epoch;
    }

    /// <summary>A moment's content. <see cref="Latest"/> has every metric's last value as JSON.</summary>
    public sealed record Batch(List<MetricPoint> Metrics, List<TrainingLogEntry> Logs, long Step, int Epoch, string Latest);

    /// <summary>Steps taken, as last said.</summary>
    public long Step
    {
        get
        {
            lock (gate)
                return step;
        }
    }

    public void Progress(long newStep, int newEpoch)
    {
        lock (gate)
            (step, epoch) = (newStep, newEpoch);
    }

    public void Add(MetricPoint point)
    {
        lock (gate)
        {
            metrics.Add(point);
            latest[point.Name] = point.Value;
        }
    }

    public void Add(TrainingLogEntry entry)
    {
        lock (gate)
            logs.Add(entry);
    }

    /// <summary>Takes all there is; <see cref="PutBack"/> returns what couldn't be written.</summary>
    public Batch Take()
    {
        lock (gate)
        {
            var batch = new Batch(metrics, logs, step, epoch, MetricValues.ToJson(latest));
            (metrics, logs) = ([], []);
            return batch;
        }
    }

    public void PutBack(Batch batch)
    {
        lock (gate)
        {
            metrics.InsertRange(0, batch.Metrics);
            logs.InsertRange(0, batch.Logs);
        }
    }

    /// <summary>Drops points after a step; what remains latest is given.</summary>
    public void Rewind(long toStep, IEnumerable<MetricPoint> remaining)
    {
        lock (gate)
        {
            metrics.RemoveAll(p => p.Step > toStep);
            latest.Clear();
            foreach (var point in remaining.Concat(metrics))
                latest[point.Name] = point.Value;
            step = Math.Min(step, toStep);
        }
    }
}
