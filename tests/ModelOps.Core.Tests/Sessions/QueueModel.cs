namespace ModelOps.Core.Tests;

/// <summary>What a queue should do, as a list that is kept in order.</summary>
internal sealed class QueueModel(ComputePlaces places)
{
    public sealed record Entry(string Id, string Device, int Priority);

    public List<Entry> Waiting { get; } = [];
    public Dictionary<string, string> Running { get; } = [];
    public List<string> Started { get; } = [];

    public void Add(string id, string device, int priority)
    {
        Insert(new(id, device, priority));
        StartNext();
    }

    public void End(string id)
    {
        Running.Remove(id);
        StartNext();
    }

    public void Cancel(string id)
    {
        Waiting.RemoveAll(e => e.Id == id);
        StartNext();
    }

    public void SetPriority(string id, int priority)
    {
        var entry = Waiting.Single(e => e.Id == id);
        if (entry.Priority == priority)
            return;
        Waiting.Remove(entry);
        Insert(entry with { Priority = priority });
    }

    public void MoveBefore(string id, string other)
    {
        var others = Waiting.FindAll(e => e.Id != id);
        Move(id, others.FindIndex(e => e.Id == other));
    }

    public void Move(string id, int index)
    {
        var entry = Waiting.Single(e => e.Id == id);
        Waiting.Remove(entry);
        index = Math.Min(index, Waiting.Count);
        int priority = Waiting.Count == 0 ? entry.Priority : Waiting[Math.Min(index, Waiting.Count - 1)].Priority;
        Waiting.Insert(index, entry with { Priority = priority });
    }

    private void Insert(Entry entry)
    {
        int behind = Waiting.FindLastIndex(e => e.Priority >= entry.Priority);
        Waiting.Insert(behind + 1, entry);
    }

    private void StartNext()
    {
        foreach (var entry in Waiting.ToList())
        {
            if (Free(entry.Device) is not { } place)
                continue;
            Waiting.Remove(entry);
            Running.Add(entry.Id, place);
            Started.Add(entry.Id);
        }
    }

    private string? Free(string device)
    {
        IEnumerable<string> fitting = device switch
        {
            "cpu" => ["cpu"],
            "auto" when places.Gpus == 0 => ["cpu"],
            "auto" or "cuda" => Enumerable.Range(0, Math.Max(places.Gpus, 1)).Select(i => $"cuda:{i}"),
            _ => [device],
        };
        return fitting.FirstOrDefault(place => Running.Values.Count(taken => taken == place) < (place == "cpu" ? places.Cpu : 1));
    }
}
