using ModelOps.Core;

namespace ModelOps.Host.Progress;

/// <summary>Shows a training while it runs.</summary>
internal interface ITrainingDisplay
{
    /// <summary>Shows updates until there are no more.</summary>
    /// <returns>The session as the last update had it.</returns>
    Task<TrainingSession> ShowAsync(TrainingSession session, IAsyncEnumerable<TrainingUpdate> updates);

    /// <summary>Says something while the training runs; from any thread.</summary>
    void Announce(string text);
}
