using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ModelOps.Core;

/// <summary>
/// Parses one YAML document to nodes that know their lines. Repeated keys are reported. Anchors, aliases and tags are refused: a profile
/// needs none, and they make small files that grow without bound.
/// </summary>
internal sealed class YamlTree
{
    private const int MaxDepth = 16;
    /// <summary>Characters of the longest text that is read.</summary>
    public const int MaxLength = 1 << 18;
    private readonly string _text;
    private readonly IParser _parser;
    private readonly ProblemList _problems;

    private YamlTree(string text, IParser parser, ProblemList problems)
    {
        _text = text;
        _parser = parser;
        _problems = problems;
    }

    /// <summary>The document's root; null where the text is empty or no YAML, which is reported.</summary>
    public static YamlNode? Parse(string text, ProblemList problems, string key = "")
    {
        if (text.Length > MaxLength)
        {
            problems.Add(1, key, $"the text has more than {MaxLength} characters, the most that are read");
            return null;
        }
        var parser = new Parser(new StringReader(text));
        try
        {
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
                return null;
            var root = new YamlTree(text, parser, problems).Node(key, 0);
            parser.Consume<DocumentEnd>();
            if (parser.TryConsume<DocumentStart>(out var second))
                problems.Add(Line(second), key, "a second document begins here; a profile is one document");
            return root;
        }
        catch (YamlException e)
        {
            problems.Add((int)Math.Max(1, e.Start.Line), key, "this is not YAML: " + FirstSentence(e));
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // YamlDotNet's scanner throws these for some texts, such as a plain value cut off within braces.
            problems.Add((int)Math.Max(1, parser.Current?.End.Line ?? 1), key, "this is not YAML: it can't be read on from here");
            return null;
        }
    }

    private YamlNode Node(string path, int depth)
    {
        if (depth > MaxDepth)
            throw new YamlException(_parser.Current!.Start, _parser.Current.End, $"more than {MaxDepth} levels");
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            _problems.Add(Line(alias), path, $"aliases (*{alias.Value}) are not read; write the value out");
            return new YamlScalar(Line(alias), "", plain: true);
        }
        if (_parser.Current is NodeEvent { } node && (!node.Anchor.IsEmpty || !node.Tag.IsEmpty))
            _problems.Add(Line(node), path, "anchors (&) and tags (!) are not read; remove them");
        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            return new YamlScalar(Line(scalar), scalar.Value, scalar.Style == ScalarStyle.Plain)
            {
                Span = new((int)scalar.Start.Index, (int)scalar.End.Index),
                IsBlock = scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded,
            };
        }
        if (_parser.TryConsume<SequenceStart>(out var sequence))
            return List(sequence, path, depth);
        return Map(_parser.Consume<MappingStart>(), path, depth);
    }

    private YamlList List(SequenceStart start, string path, int depth)
    {
        var items = new List<YamlNode>();
        SequenceEnd end;
        while (!_parser.TryConsume(out end!))
            items.Add(Node($"{path}[{items.Count}]", depth + 1));
        bool block = start.Style == SequenceStyle.Block;
        return new YamlList(Line(start))
        {
            Items = items,
            IsBlock = block,
            Span = new((int)start.Start.Index, block && items.Count > 0 ? items[^1].Span.End : Closed(end)),
        };
    }

    private YamlMap Map(MappingStart start, string path, int depth)
    {
        var entries = new List<YamlEntry>();
        MappingEnd end;
        int last = 0;
        while (!_parser.TryConsume(out end!))
        {
            if (!_parser.TryConsume<Scalar>(out var key))
                throw new YamlException(_parser.Current!.Start, _parser.Current.End, "a key must be a single word");
            var keyPath = KeyPath.Below(path, key.Value);
            var value = Behind(key, Node(keyPath, depth + 1));
            last = value.Span.End;
            if (entries.Find(e => e.Key == key.Value) is { } first)
                _problems.Add(Line(key), keyPath, $"the key stands twice, first on line {first.Line}; remove one");
            else
                entries.Add(new YamlEntry(key.Value, Line(key), value, new((int)key.Start.Index, (int)key.End.Index)));
        }
        bool block = start.Style == MappingStyle.Block;
        // A pair within a list, [a: b], has no braces of its own.
        bool open = block || _text[(int)start.Start.Index] != '{';
        return new YamlMap(Line(start))
        {
            Entries = entries,
            IsBlock = block,
            Span = new((int)start.Start.Index, open && entries.Count > 0 ? last : Closed(end)),
        };
    }

    /// <summary>Behind the bracket or brace that ends a map or list; YamlDotNet's mark is before it.</summary>
    private static int Closed(ParsingEvent end) => (int)end.Start.Index + 1;

    /// <summary>An empty value has no text: it stands right behind its key's colon.</summary>
    private YamlNode Behind(Scalar key, YamlNode value)
    {
        if (value is not YamlScalar { Plain: true, Value: "" } empty)
            return value;
        int colon = (int)key.End.Index;
        while (colon < _text.Length && _text[colon] is ' ' or '\t')
            colon++;
        int end = colon < _text.Length && _text[colon] == ':' ? colon + 1 : (int)key.End.Index;
        return new YamlScalar(empty.Line, "", plain: true) { Span = new(end, end) };
    }

    private static int Line(ParsingEvent e) => (int)e.Start.Line;

    /// <summary>The message without the "(Line: 1, Col: 2, Idx: 3) - " that YamlDotNet may put before it.</summary>
    private static string FirstSentence(YamlException e)
    {
        int at = e.Message.IndexOf(" - ", StringComparison.Ordinal);
        return e.Message.StartsWith("(Line", StringComparison.Ordinal) && at > 0 ? e.Message[(at + 3)..] : e.Message;
    }
}
