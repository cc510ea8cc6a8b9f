namespace ModelOps.Core;

/// <summary>
/// Changes one value of a YAML text at a time and leaves the rest as it is: comments, order, quotes, blank lines, indentation. Comments of
/// what goes stay on lines of their own. The caller has checked the path, and checks what the new text is read as.
/// </summary>
/// <param name="text">One document; its root is a map.</param>
/// <param name="root">The same, parsed.</param>
/// <param name="rank">Place of a key (map's path, key) in the documented order.</param>
internal sealed class YamlEditor(string text, YamlMap root, Func<string, string, int> rank)
{
    private readonly YamlLayout _layout = new(text, root);

    /// <summary>The text with a value in the place that a path of keys (text) and indices (int) leads to.</summary>
    public string Set(IReadOnlyList<object> path, YamlNode value)
    {
        YamlNode at = root;
        var flow = root.IsBlock ? null : (YamlNode)root;
        var mapPath = "";
        for (int i = 0; i < path.Count; i++)
        {
            YamlNode? below;
            if (path[i] is int index)
            {
                below = ((YamlList)at).Items[index];
                mapPath += $"[{index}]";
                if (i + 1 < path.Count && path[i + 1] is string key && Layer(below, key) is { } type)
                {
                    below = (below as YamlMap)?.Entries[0].Value;
                    if (below is null or { IsNull: true })
                        return Replace(((YamlList)at).Items[index], Wrapped(type, Nested(path, i + 1, value)), flow, !at.IsBlock);
                }
            }
            else
            {
                below = ((YamlMap)at).Find((string)path[i])?.Value;
                if (below is null)
                    return Add((YamlMap)at, mapPath, (string)path[i], Nested(path, i + 1, value), flow);
                mapPath = KeyPath.Below(mapPath, (string)path[i]);
                if (below.IsNull && i + 1 < path.Count)
                    return Replace(below, Nested(path, i + 1, value), flow);
            }
            at = below;
            if (flow is null && !at.IsBlock && at is not YamlScalar)
                flow = at;
        }
        return Replace(at, value, flow == at ? null : flow);
    }

    /// <summary>The text without the key that a path leads to; the text itself where it is absent.</summary>
    public string Remove(IReadOnlyList<object> path)
    {
        YamlNode at = root;
        YamlNode? flow = root.IsBlock ? null : root;
        for (int i = 0; i + 1 < path.Count; i++)
        {
            var below = path[i] is int index
                ? (at as YamlList)?.Items.ElementAtOrDefault(index)
                : (at as YamlMap)?.Find((string)path[i])?.Value;
            if (below is YamlMap { Entries: [var layer] } && path[i] is int && Layer(below, (string)path[i + 1]) is not null)
                below = layer.Value;
            if (below is null)
                return text;
            at = below;
            if (flow is null && !at.IsBlock)
                flow = at;
        }
        if (at is not YamlMap map || map.Find((string)path[^1]) is not { } entry)
            return text;
        if (map.Entries.Count == 1 && map != root)
            return Replace(map, new YamlMap(0), flow == map ? null : flow);
        return flow is null ? RemoveLines(map, entry) : RemoveWithin(map, entry, flow);
    }

    /// <summary>
    /// The type of an item that is a layer whose settings a path enters without naming the type, as ProfileOverrides has it.
    /// </summary>
    private static string? Layer(YamlNode item, string key) => item switch
    {
        YamlScalar scalar => scalar.Value,
        YamlMap { Entries: [var entry] } when entry.Key != key => entry.Key,
        _ => null,
    };

    /// <summary>The value with the rest of a path's keys around it.</summary>
    private static YamlNode Nested(IReadOnlyList<object> path, int from, YamlNode value)
    {
        for (int i = path.Count - 1; i >= from; i--)
            value = Wrapped((string)path[i], value);
        return value;
    }

    private static YamlMap Wrapped(string key, YamlNode value)
    {
        var map = new YamlMap(0);
        map.Set(key, value);
        return map;
    }

    /// <param name="node">What is replaced.</param>
    /// <param name="value">What takes its place.</param>
    /// <param name="flow">The outermost map or list in brackets around the node, if any.</param>
    /// <param name="braces">Whether a map needs braces even as a list's only layer.</param>
    private string Replace(YamlNode node, YamlNode value, YamlNode? flow, bool braces = true)
    {
        if (YamlText.Same(node, value))
            return text;
        if (node is YamlList before && value is YamlList after && before.Items.Count == after.Items.Count && before.Items.Count > 0)
        {
            int different = Enumerable.Range(0, before.Items.Count).Last(i => !YamlText.Same(before.Items[i], after.Items[i]));
            var partly = Replace(before.Items[different], after.Items[different], flow ?? (before.IsBlock ? null : before));
            return ReplaceAgain(partly, node, value);
        }
        var (start, end) = (node.Span.Start, _layout.EndOf(node));
        var inline = YamlText.Of(value, text[start..end]);
        if (!braces)
            inline = inline[2..^2];
        if (node.IsBlock && flow is null)
            return ReplaceBlock(node, inline);
        // An empty value stands right behind its colon or dash.
        if (start > 0 && text[start - 1] is ':' or '-')
            inline = " " + inline;
        if (end < text.Length && text[end] == '#')
            inline += " ";
        if (_layout.CommentBehind(end) is { } comment && !_layout.CommentsIn(start, end).Any())
            return text[..start] + inline + new string(' ', Blanks(end, comment, inline.Length - (end - start))) + text[comment..];
        return Lifted(start, end, inline, (flow ?? node).Span.Start);
    }

    /// <summary>Blanks before a comment behind a value that has grown: the comment keeps its column where there is room.</summary>
    private static int Blanks(int end, int comment, int grown) => Math.Max(Math.Min(2, comment - end), comment - end - grown);

    /// <summary>Goes on with the items that still differ.</summary>
    private string ReplaceAgain(string changed, YamlNode node, YamlNode value)
    {
        var problems = new ProblemList("");
        if (YamlTree.Parse(changed, problems) is not YamlMap parsed || problems.Any || changed == text)
            return changed;
        var path = PathTo(root, node)!;
        return new YamlEditor(changed, parsed, rank).Set(path, value);
    }

    private static List<object>? PathTo(YamlNode from, YamlNode node)
    {
        if (from == node)
            return [];
        var steps = from switch
        {
            YamlMap map => map.Entries.Select(e => ((object)e.Key, e.Value)),
            YamlList list => list.Items.Select((item, i) => ((object)i, item)),
            _ => [],
        };
        foreach (var (step, below) in steps)
        {
            if (PathTo(below, node) is { } rest)
                return [step, .. rest];
        }
        return null;
    }

    /// <summary>Puts a value within a line in the place of one that fills lines.</summary>
    private string ReplaceBlock(YamlNode node, string inline)
    {
        int start = node.Span.Start;
        int last = _layout.LineEnd(_layout.EndOf(node));
        if (!_layout.BeginsLine(start))
        {
            // The value begins on the line of its key or dash: "- linear:" or "text: |".
            var comment = _layout.CommentsIn(start, _layout.LineEnd(start)).Select(c => " " + text[c.Start..c.End]).FirstOrDefault();
            var rest = _layout.CommentLines(_layout.NextLine(start), last);
            return text[..start] + inline + comment + Joined(rest, last);
        }
        int head = text.AsSpan(0, start).LastIndexOf(':');
        foreach (var comment in _layout.Comments.Where(c => c.Start < start).Reverse())
        {
            if (head > comment.Start && head < comment.End)
                head = text.AsSpan(0, comment.Start).LastIndexOf(':');
        }
        int headEnd = _layout.LineEnd(head);
        var kept = _layout.CommentLines(_layout.NextLine(head), last);
        return text[..(head + 1)] + " " + inline + text[(head + 1)..headEnd] + Joined(kept, last);
    }

    /// <summary>Comment lines behind a line, and the text that follows them.</summary>
    private string Joined(string lines, int last) =>
        lines.Length == 0 ? text[last..] : _layout.NewLine + lines[..^_layout.NewLine.Length] + text[last..];

    /// <summary>Replaces a span; comments in it go onto lines before the one that holds <paramref name="anchor"/>.</summary>
    private string Lifted(int start, int end, string replacement, int anchor)
    {
        var comments = _layout.CommentsIn(start, end).ToList();
        var changed = replacement + text[end..];
        if (comments.Count == 0)
            return text[..start] + changed;
        int line = _layout.LineStart(anchor);
        var indentation = new string(' ', text.AsSpan(line).IndexOfAnyExcept(' ') is > 0 and var blanks ? blanks : 0);
        var lifted = string.Concat(comments.Select(c => indentation + text[c.Start..c.End] + _layout.NewLine));
        return text[..line] + lifted + text[line..start] + changed;
    }

    private string Add(YamlMap map, string mapPath, string key, YamlNode value, YamlNode? flow)
    {
        int own = rank(mapPath, key);
        var before = map.Entries.LastOrDefault(e => rank(mapPath, e.Key) <= own);
        if (flow is not null)
            return AddWithin(map, before, $"{YamlText.Key(key)}: {YamlText.Of(value)}");
        if (map.Entries.Count == 0)
            return text + (text.Length == 0 || text.EndsWith('\n') ? "" : _layout.NewLine) + Lines(map, key, value, 0);
        int column = _layout.Column(map.Entries[0].KeySpan.Start);
        var lines = Lines(map, key, value, column);
        if (before is null && _layout.BeginsLine(map.Entries[0].KeySpan.Start))
        {
            int first = _layout.LineStart(map.Entries[0].KeySpan.Start);
            return text[..first] + lines + text[first..];
        }
        int at = _layout.LineEnd(_layout.EndOf((before ?? map.Entries[0]).Value));
        return text[..at] + _layout.NewLine + lines[..^_layout.NewLine.Length] + text[at..];
    }

    private string AddWithin(YamlMap map, YamlEntry? before, string entry)
    {
        if (map.Entries.Count == 0)
            return text[..(map.Span.Start + 1)] + $" {entry} " + text[(map.Span.Start + 1)..].TrimStart(' ');
        if (before is null)
        {
            int first = map.Entries[0].KeySpan.Start;
            return text[..first] + entry + ", " + text[first..];
        }
        int at = Math.Max(before.KeySpan.End, _layout.EndOf(before.Value));
        return text[..at] + ", " + entry + text[at..];
    }

    /// <summary>
    /// A key with its value on lines of their own; a map's keys on lines below it, unless the other maps beside it are in braces.
    /// </summary>
    private string Lines(YamlMap map, string key, YamlNode value, int column)
    {
        var maps = map.Entries.Select(e => e.Value).OfType<YamlMap>().ToList();
        bool braces = maps.Count > 0 && maps.TrueForAll(m => !m.IsBlock);
        var blanks = new string(' ', column);
        if (braces || value is not YamlMap { Entries.Count: > 0 } below)
            return $"{blanks}{YamlText.Key(key)}: {YamlText.Of(value)}{_layout.NewLine}";
        var inner = below.Entries.Select(e => Lines(below, e.Key, e.Value, column + (_layout.Step ?? 2)));
        return $"{blanks}{YamlText.Key(key)}:{_layout.NewLine}{string.Concat(inner)}";
    }

    private string RemoveLines(YamlMap map, YamlEntry entry)
    {
        int start = entry.KeySpan.Start;
        if (!_layout.BeginsLine(start))
        {
            // The first key behind a list's dash: the next one takes its place.
            int next = map.Entries[1].KeySpan.Start;
            return Lifted(start, next, "", start);
        }
        int line = _layout.LineStart(start);
        int end = _layout.EndOf(entry.Value);
        return text[..line] + _layout.CommentLines(line, _layout.LineEnd(end)) + text[_layout.NextLine(end)..];
    }

    private string RemoveWithin(YamlMap map, YamlEntry entry, YamlNode flow)
    {
        int at = map.Entries.IndexOf(entry);
        int end = Math.Max(entry.KeySpan.End, _layout.EndOf(entry.Value));
        if (at + 1 < map.Entries.Count)
            return Lifted(entry.KeySpan.Start, map.Entries[at + 1].KeySpan.Start, "", flow.Span.Start);
        int start = at == 0 ? entry.KeySpan.Start : Math.Max(map.Entries[at - 1].KeySpan.End, _layout.EndOf(map.Entries[at - 1].Value));
        return Lifted(start, end, "", flow.Span.Start);
    }
}
