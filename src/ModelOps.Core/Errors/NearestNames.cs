namespace ModelOps.Core;

/// <summary>Finds the names a user may have meant, by edit distance (Levenshtein 1966).</summary>
public static class NearestNames
{
    /// <summary>"Did you mean a, b?", or what exists, or a word that nothing does. Ends without a space.</summary>
    public static string Hint(string name, IEnumerable<string> existing)
    {
        var all = existing.Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (all.Count == 0)
            return "There are none yet.";
        var near = all.Select(n => (Name: n, Distance: Distance(name.ToLowerInvariant(), n.ToLowerInvariant())))
            .Where(p => p.Distance <= Math.Max(2, name.Length / 2) || p.Name.Contains(name, StringComparison.OrdinalIgnoreCase))
            .OrderBy(p => p.Distance).ThenBy(p => p.Name, StringComparer.Ordinal).Take(3).Select(p => p.Name).ToList();
        if (near.Count > 0)
            return $"Did you mean {string.Join(", ", near)}?";
        var shown = string.Join(", ", all.Order(StringComparer.Ordinal).Take(8));
        return all.Count > 8 ? $"There are {shown} and {all.Count - 8} more." : $"There are: {shown}.";
    }

    /// <summary>Number of single-character edits between two strings.</summary>
    public static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[b.Length];
    }
}
