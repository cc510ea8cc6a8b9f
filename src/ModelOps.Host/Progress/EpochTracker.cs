using ModelOps.Core;

namespace ModelOps.Host.Progress;

/// <summary>A finished epoch: the last value of each metric in it.</summary>
internal sealed record EpochSummary(int Epoch, long Step, IReadOnlyDictionary<string, double> Metrics);

/// <summary>Turns a stream of metric points into finished epochs, each once and in order.</summary>
/// <param name="completed">Epochs that were finished before the watching began.</param>
internal sealed class EpochTracker(int completed)
{
    private readonly SortedDictionary<int, (long Step, Dictionary<string, double> Metrics)> _open = [];
    private int _completed = completed;

    public IEnumerable<EpochSummary> Add(TrainingUpdate update)
    {
        foreach (var point in update.Metrics.Where(p => p.Epoch > _completed))
        {
            var metrics = _open.TryGetValue(point.Epoch, out var open) ? open.Metrics : [];
            metrics[point.Name] = point.Value;
            _open[point.Epoch] = (Math.Max(open.Step, point.Step), metrics);
        }
        foreach (var (epoch, (step, metrics)) in _open.TakeWhile(p => p.Key <= update.Session.Epoch).ToList())
        {
            _open.Remove(epoch);
            _completed = epoch;
            yield return new(epoch, step, metrics);
        }
    }
}
