using ModelOps.Core;
using ModelOps.Host.Output;

namespace ModelOps.Host.Progress;

/// <summary>One line an epoch, for pipes, log files and --json.</summary>
/// <param name="output">Where to.</param>
/// <param name="every">Show every so many epochs, and the last.</param>
internal sealed class PlainDisplay(CommandOutput output, int every) : ITrainingDisplay
{
    public void Announce(string text) => output.Line(text);

    public async Task<TrainingSession> ShowAsync(TrainingSession session, IAsyncEnumerable<TrainingUpdate> updates)
    {
        var epochs = new EpochTracker(session.Epoch);
        await foreach (var update in updates)
        {
            session = update.Session;
            foreach (var epoch in epochs.Add(update).Where(e => e.Epoch % every == 0 || e.Epoch == session.TotalEpochs))
                output.Line(Text(epoch, session));
            foreach (var entry in update.Log.Where(e => e.Level is "warning"))
                output.Warning(entry.Message);
        }
        return session;
    }

    private static string Text(EpochSummary epoch, TrainingSession session)
    {
        var parts = new List<string> { $"epoch {epoch.Epoch}/{session.TotalEpochs}", $"step {epoch.Step}/{session.TotalSteps}" };
        foreach (var name in new[] { "training_loss", "validation_loss", "validation_accuracy", "evaluation_return", "episode_return", "learning_rate", "examples_per_second" })
        {
            if (epoch.Metrics.TryGetValue(name, out double value))
                parts.Add($"{name} {Show.Metric(name, value)}");
        }
        return string.Join("  ", parts);
    }
}
