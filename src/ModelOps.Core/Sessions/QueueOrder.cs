namespace ModelOps.Core;

/// <summary>Who of those that wait starts now, and who stands where.</summary>
internal static class QueueOrder
{
    /// <summary>The greatest priority first, then the lowest position, then the older one.</summary>
    public static IEnumerable<SessionRow> Waiting(IEnumerable<SessionRow> unfinished) =>
        unfinished.Where(row => row.IsWaiting).OrderByDescending(row => row.Session.Priority).ThenBy(row => row.Position)
            .ThenBy(row => row.Key);

    /// <summary>
    /// The sessions to be started beside those that have a place, each with its place: in the order of the queue, whoever finds a place.
    /// None is passed by one behind it that wants the same device.
    /// </summary>
    public static List<(SessionRow Row, string Placement)> Startable(IReadOnlyCollection<SessionRow> unfinished, ComputePlaces places)
    {
        var taken = unfinished.Where(row => !row.IsWaiting).Select(row => row.Place).ToList();
        var starts = new List<(SessionRow, string)>();
        foreach (var row in Waiting(unfinished))
        {
            if (places.Place(row.WantedDevice, taken) is not { } place)
                continue;
            taken.Add(place);
            starts.Add((row, place));
        }
        return starts;
    }

    /// <summary>The order after a session was moved to a place among those that wait; <paramref name="index"/> counts without it.</summary>
    public static List<SessionRow> Moved(IEnumerable<SessionRow> waiting, SessionRow moved, int index)
    {
        var order = waiting.Where(row => row.Key != moved.Key).ToList();
        int priority = order.Count == 0 ? moved.Session.Priority : order[Math.Clamp(index, 0, order.Count - 1)].Session.Priority;
        order.Insert(index, moved with { Session = moved.Session with { Priority = priority } });
        return order;
    }
}
