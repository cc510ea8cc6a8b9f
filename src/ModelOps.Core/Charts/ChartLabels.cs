namespace ModelOps.Core;

/// <summary>Names the runs of a chart: profile and short id, and the settings that tell runs of one profile apart.</summary>
internal static class ChartLabels
{
    private const int MostSettings = 2;

    /// <summary>
    /// "digits-cnn 1a2b3c4d", or "digits-cnn 1a2b3c4d (lr 0.01)" where another run of the profile has another value.
    /// </summary>
    public static IReadOnlyList<string> Of(Workspace workspace, IReadOnlyList<TrainingSession> sessions)
    {
        var labels = sessions.ToDictionary(s => s.Id, s => $"{s.ProfileName} {s.ShortId}");
        foreach (var group in sessions.GroupBy(s => s.ProfileName).Where(g => g.Count() > 1))
        {
            var settings = group.ToDictionary(s => s.Id, s => Settings(workspace, s));
            foreach (var (id, differences) in Differences(settings))
            {
                if (differences.Length > 0)
                    labels[id] += $" ({differences})";
            }
        }
        return [.. sessions.Select(s => labels[s.Id])];
    }

    private static IEnumerable<(string Id, string Text)> Differences(Dictionary<string, Dictionary<string, string>> settings)
    {
        var differing = Telling(settings.Values);
        foreach (var (id, values) in settings)
        {
            var shown = differing.Where(values.ContainsKey).Select(key => $"{ShortName(key, differing)} {values[key]}");
            yield return (id, string.Join(", ", shown));
        }
    }

    /// <summary>The settings that tell most runs apart, in alphabetical order.</summary>
    private static List<string> Telling(IReadOnlyCollection<Dictionary<string, string>> runs)
    {
        int Kinds(IEnumerable<string> keys) => runs.Select(s => string.Join('\n', keys.Select(s.GetValueOrDefault))).Distinct().Count();

        var left = runs.SelectMany(s => s.Keys).Distinct().Order(StringComparer.Ordinal).Where(key => Kinds([key]) > 1).ToList();
        var chosen = new List<string>();
        while (chosen.Count < MostSettings && left.MaxBy(key => Kinds([.. chosen, key])) is { } best)
        {
            chosen.Add(best);
            left.Remove(best);
        }
        return [.. chosen.Order(StringComparer.Ordinal)];
    }

    /// <summary>The last part of a path, where no other path ends so; "name" alone says nothing.</summary>
    private static string ShortName(string path, List<string> among)
    {
        var last = path[(path.LastIndexOf('.') + 1)..];
        return last == "name" || among.Exists(other => other != path && other.EndsWith("." + last, StringComparison.Ordinal)) ? path : last;
    }

    /// <summary>None where the session's copy of its profile can't be read: a chart is drawn all the same.</summary>
    private static Dictionary<string, string> Settings(Workspace workspace, TrainingSession session)
    {
        try
        {
            return ProfileSettings.Of(workspace.Sessions.Profile(session.Id));
        }
        catch (ModelOpsException)
        {
            return [];
        }
    }
}
