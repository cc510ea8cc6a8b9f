using System.Globalization;
using System.Text.Json.Nodes;

namespace ModelOps.Core;

/// <summary>
/// Reads the keys of one map. Each call names a key that exists, its default and what is allowed; what is wrong goes to the list of
/// problems and the default is returned. <see cref="Done"/> reports the keys that nobody asked for.
/// </summary>
internal sealed class MapReader(YamlMap? map, string path, ProblemList problems, string? documentedAs = null, int line = 0)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly string _documentedAs = documentedAs ?? path;

    public ProblemList Problems => problems;

    public string PathOf(string key) => KeyPath.Below(path, key);

    /// <summary>The line a problem with a key is reported at: its own, or its map's where it is absent.</summary>
    public int LineOf(string key) => map?.Find(key)?.Line ?? map?.Line ?? line;

    public void Problem(string key, string message) => problems.Add(LineOf(key), PathOf(key), message);

    /// <summary>Names a key that may stand here, and what it takes as JSON Schema has it; null: anything.</summary>
    public YamlNode? Node(string key, string byDefault, Func<JsonObject>? shape = null)
    {
        _known.Add(key);
        problems.Known(_documentedAs.Length == 0 ? key : $"{_documentedAs}.{key}", byDefault, shape);
        return map?.Find(key)?.Value;
    }

    /// <summary>Reports a key that has no place here, where it is given.</summary>
    public void Refuse(string key, string message)
    {
        _known.Add(key);
        if (Has(key))
            Problem(key, message);
    }

    public bool Has(string key) => map?.Find(key) is not null;

    /// <summary>A map below; an empty one where the key is absent or null.</summary>
    public MapReader Map(string key)
    {
        _known.Add(key);
        var node = map?.Find(key)?.Value;
        if (node is not (null or YamlMap) && !node.IsNull)
            Problem(key, $"must hold keys with values, not {YamlValue.Describe(node)}");
        return new MapReader(node as YamlMap, PathOf(key), problems, line: LineOf(key));
    }

    public long Integer(string key, long byDefault, long minimum, long maximum) =>
        Node(key, Text(byDefault), () => KeyShape.Integer(minimum, maximum)) is { } node
            ? AsInteger(node, PathOf(key), byDefault, minimum, maximum)
            : byDefault;

    public int Integer(string key, int byDefault, int minimum, int maximum = int.MaxValue) =>
        (int)Integer(key, (long)byDefault, minimum, maximum);

    /// <summary>A whole number without a default: absent is a problem.</summary>
    public int RequiredInteger(string key, int minimum, int maximum = int.MaxValue)
    {
        var node = Node(key, "required", () => KeyShape.Integer(minimum, maximum));
        if (node is null)
            Problem(key, $"is missing: give a whole number of at least {minimum}");
        return node is null ? minimum : (int)AsInteger(node, PathOf(key), minimum, minimum, maximum);
    }

    /// <summary>A whole number, or null where the key is absent or null.</summary>
    public int? OptionalInteger(string key, int minimum, int maximum = int.MaxValue) =>
        Node(key, "null", () => KeyShape.Integer(minimum, maximum).OrNull()) is { IsNull: false } node
            ? (int)AsInteger(node, PathOf(key), minimum, minimum, maximum)
            : null;

    public double Number(string key, double byDefault, NumberRange range) =>
        Node(key, Text(byDefault), () => KeyShape.Number(range)) is { } node ? AsNumber(node, PathOf(key), byDefault, range) : byDefault;

    public double? OptionalNumber(string key, NumberRange range) =>
        Node(key, "null", () => KeyShape.Number(range).OrNull()) is { IsNull: false } node
            ? AsNumber(node, PathOf(key), range.Minimum, range)
            : null;

    public bool Boolean(string key, bool byDefault)
    {
        var node = Node(key, byDefault ? "true" : "false", KeyShape.Boolean);
        if (node is null)
            return byDefault;
        if (!YamlValue.TryBoolean(node, out bool value))
            problems.Add(node.Line, PathOf(key), $"must be true or false, not {YamlValue.Describe(node)}");
        return value;
    }

    /// <summary>One of some words.</summary>
    public string Word(string key, string byDefault, IReadOnlyList<string> allowed) =>
        Node(key, byDefault, () => KeyShape.Word(allowed)) is { } node ? AsWord(node, PathOf(key), byDefault, allowed) : byDefault;

    public string? OptionalWord(string key, IReadOnlyList<string> allowed) =>
        Node(key, "null", () => KeyShape.Word(allowed).OrNull()) is { IsNull: false } node
            ? AsWord(node, PathOf(key), allowed[0], allowed)
            : null;

    /// <summary>Text that a rule accepts (the rule returns what is wrong, or null), or null where the key is absent or null.</summary>
    public string? OptionalText(string key, Func<string, string?> rule, string byDefault = "null")
    {
        if (Node(key, byDefault, () => KeyShape.Text().OrNull()) is not { IsNull: false } node)
            return null;
        var message = node is YamlScalar scalar ? rule(scalar.Value) : $"must be text, not {YamlValue.Describe(node)}";
        if (message is null)
            return ((YamlScalar)node).Value;
        problems.Add(node.Line, PathOf(key), message);
        return null;
    }

    public IReadOnlyList<int> Integers(string key, IReadOnlyList<int> byDefault, int minimum, int maximum, int fewest, int most) =>
        Node(key, "[" + string.Join(", ", byDefault.Select(v => Text(v))) + "]", () => KeyShape.List(KeyShape.Integer(minimum, maximum), fewest, most)) is { } node
            ? Items(node, key, fewest, most).Select((n, i) => (int)AsInteger(n, $"{PathOf(key)}[{i}]", minimum, minimum, maximum)).ToList()
            : byDefault;

    public IReadOnlyList<int>? OptionalIntegers(string key, int minimum, int maximum, int fewest, int most) =>
        Node(key, "null", () => KeyShape.List(KeyShape.Integer(minimum, maximum), fewest, most).OrNull()) is { IsNull: false } node
            ? Items(node, key, fewest, most).Select((n, i) => (int)AsInteger(n, $"{PathOf(key)}[{i}]", minimum, minimum, maximum)).ToList()
            : null;

    public IReadOnlyList<double> Numbers(string key, IReadOnlyList<double> byDefault, NumberRange range)
    {
        var text = "[" + string.Join(", ", byDefault.Select(Text)) + "]";
        if (Node(key, text, () => KeyShape.List(KeyShape.Number(range), byDefault.Count, byDefault.Count)) is not { } node)
            return byDefault;
        return Items(node, key, byDefault.Count, byDefault.Count).Select((n, i) => AsNumber(n, $"{PathOf(key)}[{i}]", range.Minimum, range))
            .ToList();
    }

    /// <summary>A list of numbers, or null where the key is absent or null. <paramref name="form"/> says what may stand there.</summary>
    public IReadOnlyList<double>? OptionalNumbers(string key, NumberRange range, int fewest, int most, string form)
    {
        if (Node(key, "null", () => KeyShape.List(KeyShape.Number(range), fewest, most).OrNull()) is not { IsNull: false } node)
            return null;
        if (node is YamlList)
            return Items(node, key, fewest, most).Select((n, i) => AsNumber(n, $"{PathOf(key)}[{i}]", range.Minimum, range)).ToList();
        problems.Add(node.Line, PathOf(key), $"must be {form}, not {YamlValue.Describe(node)}");
        return null;
    }

    /// <summary>The items of a list, whose number is checked.</summary>
    public IReadOnlyList<YamlNode> Items(YamlNode node, string key, int fewest, int most)
    {
        if (node is not YamlList list)
        {
            problems.Add(node.Line, PathOf(key), $"must be a list, such as [1, 2], not {YamlValue.Describe(node)}");
            return [];
        }
        if (list.Items.Count < fewest || list.Items.Count > most)
            problems.Add(node.Line, PathOf(key), fewest == most
                ? $"must have {fewest} items, not {list.Items.Count}"
                : $"must have {fewest} to {most} items, not {list.Items.Count}");
        return list.Items;
    }

    /// <summary>Reports every key that was not asked for.</summary>
    public void Done()
    {
        foreach (var entry in map?.Entries ?? [])
        {
            if (!_known.Contains(entry.Key))
                problems.Unknown(entry.Line, PathOf(entry.Key), NearestNames.Hint(entry.Key, _known));
        }
    }

    private long AsInteger(YamlNode node, string key, long byDefault, long minimum, long maximum)
    {
        if (!YamlValue.TryInteger(node, out long value))
            problems.Add(node.Line, key, $"must be a whole number, not {YamlValue.Describe(node)}");
        else if (value < minimum || value > maximum)
            problems.Add(
                node.Line, key, value < minimum ? $"must be at least {minimum}, not {value}" : $"must be at most {maximum}, not {value}");
        else
            return value;
        return byDefault;
    }

    private double AsNumber(YamlNode node, string key, double byDefault, NumberRange range)
    {
        if (!YamlValue.TryNumber(node, out double value))
            problems.Add(node.Line, key, $"must be a number, not {YamlValue.Describe(node)}");
        else if (!range.Contains(value))
            problems.Add(node.Line, key, $"must be {range}, not {Text(value)}");
        else
            return value;
        return byDefault;
    }

    private string AsWord(YamlNode node, string key, string byDefault, IReadOnlyList<string> allowed)
    {
        if (node is YamlScalar scalar && allowed.Contains(scalar.Value))
            return scalar.Value;
        problems.Add(node.Line, key, $"must be {string.Join(" or ", allowed)}, not {YamlValue.Describe(node)}");
        return byDefault;
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
