using ModelOps.Core;

namespace ModelOps.Host.Progress;

/// <summary>Asks a session to save and stop at the first signal, and to end without saving at the second.</summary>
internal sealed class TrainingStop(TrainingService trainings, string sessionId, ITrainingDisplay display)
{
    private readonly Lock _lock = new();
    private readonly List<Task> _requests = [];

    /// <summary>Ends when every request is answered.</summary>
    public Task Done
    {
        get
        {
            lock (_lock)
                return Task.WhenAll(_requests);
        }
    }

    /// <param name="signals">How many signals came until now.</param>
    public void Ask(int signals)
    {
        if (signals > 2)
            return;
        bool force = signals == 2;
        display.Announce(
            force ? "cancelling without saving" : "stopping: the worker saves a checkpoint (Ctrl+C again cancels without saving)");
        Request(force);
    }

    /// <summary>Asks without a word.</summary>
    public void Request(bool force = false)
    {
        lock (_lock)
            _requests.Add(Task.Run(() => RequestAsync(force)));
    }

    private async Task RequestAsync(bool force)
    {
        try
        {
            await trainings.StopAsync(sessionId, force);
        }
        catch (ModelOpsException e) when (e.Kind == ErrorKind.Conflict)
        {
            // It came to its end by itself in the meantime; what the display shows last says how.
        }
    }
}
