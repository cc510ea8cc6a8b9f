namespace ModelOps.Core;

/// <summary>The lines and comments of a YAML text, for changes that leave everything else as it is.</summary>
internal sealed class YamlLayout
{
    private readonly List<YamlSpan> _scalars = [];

    public YamlLayout(string text, YamlNode? root)
    {
        Text = text;
        Root = root;
        NewLine = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        if (root is not null)
            Collect(root);
        Comments = FindComments();
        Step = root is null ? null : IndentationStep(root);
    }

    public string Text { get; }
    public YamlNode? Root { get; }
    public string NewLine { get; }
    /// <summary>Where comments stand, each from its # to the end of the line, in order.</summary>
    public IReadOnlyList<YamlSpan> Comments { get; }
    /// <summary>Columns by which a map stands right of the map around it; null where the text shows none.</summary>
    public int? Step { get; }

    public int LineStart(int at) => at == 0 ? 0 : Text.LastIndexOf('\n', at - 1) + 1;

    /// <summary>Where the line's break begins, or the text ends.</summary>
    public int LineEnd(int at)
    {
        int end = Text.IndexOf('\n', at);
        if (end < 0)
            return Text.Length;
        return end > at && Text[end - 1] == '\r' ? end - 1 : end;
    }

    /// <summary>Where the next line begins, or the text ends.</summary>
    public int NextLine(int at) => Text.IndexOf('\n', at) is >= 0 and var end ? end + 1 : Text.Length;

    public int Column(int at) => at - LineStart(at);

    /// <summary>Whether only blanks stand before it on its line.</summary>
    public bool BeginsLine(int at) => Text.AsSpan(LineStart(at)..at).Trim(' ').IsEmpty;

    /// <summary>The node's end without the line breaks that a literal takes with it.</summary>
    public int EndOf(YamlNode node) => node.Span.Start + Text.AsSpan(node.Span.Start..node.Span.End).TrimEnd().Length;

    public IEnumerable<YamlSpan> CommentsIn(int start, int end) => Comments.Where(c => c.Start >= start && c.Start < end);

    /// <summary>Where the comment begins that follows blanks only, behind the end of a value; null where something else follows.</summary>
    public int? CommentBehind(int end)
    {
        int at = end;
        while (at < Text.Length && Text[at] == ' ')
            at++;
        return at > end && at < Text.Length && Text[at] == '#' ? at : null;
    }

    /// <summary>
    /// What stays of the lines from <paramref name="start"/> (where one begins) to <paramref name="end"/> when what they hold goes: their
    /// comments, each on a line of its own at its line's indentation.
    /// </summary>
    public string CommentLines(int start, int end)
    {
        var kept = new System.Text.StringBuilder();
        for (int line = start; line < end; line = NextLine(line))
        {
            foreach (var comment in CommentsIn(line, LineEnd(line)))
            {
                int indentation = Text.AsSpan(line..comment.Start).IndexOfAnyExcept(' ') is >= 0 and var first
                    ? first
                    : comment.Start - line;
                kept.Append(' ', indentation).Append(Text, comment.Start, comment.End - comment.Start).Append(NewLine);
            }
        }
        return kept.ToString();
    }

    private void Collect(YamlNode node)
    {
        switch (node)
        {
            case YamlMap map:
                foreach (var entry in map.Entries)
                {
                    _scalars.Add(entry.KeySpan);
                    Collect(entry.Value);
                }
                break;
            case YamlList list:
                list.Items.ForEach(Collect);
                break;
            // Behind the | of a literal a comment may follow; what is below is text.
            case YamlScalar { IsBlock: true } literal:
                _scalars.Add(new(Math.Min(LineEnd(literal.Span.Start), literal.Span.End), literal.Span.End));
                break;
            default:
                _scalars.Add(node.Span);
                break;
        }
    }

    /// <summary>A # at a line's beginning or behind a blank begins a comment, but for one within a key or value.</summary>
    private List<YamlSpan> FindComments()
    {
        var found = new List<YamlSpan>();
        var scalars = _scalars.OrderBy(s => s.Start).ToList();
        int next = 0;
        for (int at = 0; at < Text.Length; at++)
        {
            while (next < scalars.Count && scalars[next].End <= at)
                next++;
            if (next < scalars.Count && scalars[next].Start <= at)
                at = scalars[next].End - 1;
            else if (Text[at] == '#' && (at == 0 || char.IsWhiteSpace(Text[at - 1])))
            {
                found.Add(new(at, LineEnd(at)));
                at = LineEnd(at);
            }
        }
        return found;
    }

    private int? IndentationStep(YamlNode node) => node is not YamlMap { IsBlock: true } map
        ? null
        : map.Entries.Where(e => e.Value is YamlMap { IsBlock: true, Entries.Count: > 0 })
            .Select(e => (int?)(Column(e.Value.Span.Start) - Column(e.KeySpan.Start))).FirstOrDefault();
}
