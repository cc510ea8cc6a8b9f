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
    private readonly IParser _parser;
    private readonly ProblemList _problems;

    private YamlTree(IParser parser, ProblemList problems)
    {
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
            var root = new YamlTree(parser, problems).Node(key, 0);
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
            return new YamlScalar(Line(scalar), scalar.Value, scalar.Style == ScalarStyle.Plain);
        if (_parser.TryConsume<SequenceStart>(out var sequence))
            return List(sequence, path, depth);
        return Map(_parser.Consume<MappingStart>(), path, depth);
    }

    private YamlList List(SequenceStart start, string path, int depth)
    {
        var list = new YamlList(Line(start));
        while (!_parser.TryConsume<SequenceEnd>(out _))
            list.Items.Add(Node($"{path}[{list.Items.Count}]", depth + 1));
        return list;
    }

    private YamlMap Map(MappingStart start, string path, int depth)
    {
        var map = new YamlMap(Line(start));
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out var key))
                throw new YamlException(_parser.Current!.Start, _parser.Current.End, "a key must be a single word");
            var keyPath = path.Length == 0 ? key.Value : $"{path}.{key.Value}";
            var value = Node(keyPath, depth + 1);
            if (map.Find(key.Value) is { } first)
                _problems.Add(Line(key), keyPath, $"the key stands twice, first on line {first.Line}; remove one");
            else
                map.Entries.Add(new YamlEntry(key.Value, Line(key), value));
        }
        return map;
    }

    private static int Line(ParsingEvent e) => (int)e.Start.Line;

    /// <summary>The message without the "(Line: 1, Col: 2, Idx: 3) - " that YamlDotNet may put before it.</summary>
    private static string FirstSentence(YamlException e)
    {
        int at = e.Message.IndexOf(" - ", StringComparison.Ordinal);
        return e.Message.StartsWith("(Line", StringComparison.Ordinal) && at > 0 ? e.Message[(at + 3)..] : e.Message;
    }
}
