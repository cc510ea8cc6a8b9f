using System.Diagnostics;

namespace ModelOps.Training;

/// <summary>
/// Has things made ahead of their use on other threads, in an order that is known: while one is worked with, the next ones are made. What
/// is made depends on its key only, never on when. For one thread that takes.
/// </summary>
/// <param name="make">Makes the thing of a key; called from several threads at once.</param>
/// <param name="next">The key that is most likely asked for after one; null: none.</param>
/// <param name="ahead">How many are made ahead.</param>
internal sealed class BackgroundLoader<TKey, TItem>(Func<TKey, TItem> make, Func<TKey, TKey?> next, int ahead) : IDisposable
    where TKey : struct, IEquatable<TKey>
{
    private readonly Queue<(TKey Key, Task<TItem> Task)> queue = new();
    private TKey? last;

    /// <summary>How long <see cref="Take"/> has waited in all.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>The thing of a key. What was made ahead for other keys before it is dropped.</summary>
    public TItem Take(TKey key)
    {
        while (queue.TryPeek(out var head) && !head.Key.Equals(key))
            Finish(queue.Dequeue().Task);
        if (queue.Count == 0)
            Begin(key);
        var task = queue.Dequeue().Task;
        while (queue.Count < ahead && last is { } newest && next(newest) is { } following)
            Begin(following);
        if (!task.IsCompleted)
        {
            var clock = Stopwatch.StartNew();
            Finish(task);
            Waited += clock.Elapsed;
        }
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Waits for what is being made: it may use what is disposed of next.</summary>
    public void Dispose()
    {
        while (queue.TryDequeue(out var entry))
            Finish(entry.Task);
    }

    private void Begin(TKey key)
    {
        queue.Enqueue((key, Task.Run(() => make(key))));
        last = key;
    }

    /// <summary>Waits whatever comes of it: who takes the thing gets its exception.</summary>
    private static void Finish(Task task) => ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
}
