using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ModelOps.Core;

/// <summary>Writes values as YAML within a line.</summary>
internal static partial class YamlText
{
    /// <summary>The value's text. A text that stands for a quoted one (<paramref name="before"/>) is quoted in the same way.</summary>
    public static string Of(YamlNode value, string before = "") => value switch
    {
        { IsNull: true } => "null",
        YamlScalar scalar => Scalar(scalar, before.Length > 0 ? before[0] : ' '),
        YamlList list => $"[{string.Join(", ", list.Items.Select(i => Of(i)))}]",
        YamlMap { Entries.Count: 0 } => "{}",
        _ => $"{{ {string.Join(", ", ((YamlMap)value).Entries.Select(e => $"{Key(e.Key)}: {Of(e.Value)}"))} }}",
    };

    public static string Key(string key) => Scalar(new YamlScalar(0, key, plain: true), ' ');

    /// <summary>Whether two values are read alike: quotes, order of keys and layout apart.</summary>
    public static bool Same(YamlNode? a, YamlNode? b) => (a, b) switch
    {
        ({ IsNull: true }, { IsNull: true }) => true,
        (YamlScalar x, YamlScalar y) => !x.IsNull && !y.IsNull && IsText(x) == IsText(y) && (x.Value == y.Value || SameNumber(x, y)),
        (YamlList x, YamlList y) => x.Items.Count == y.Items.Count && x.Items.Zip(y.Items).All(p => Same(p.First, p.Second)),
        (YamlMap x, YamlMap y) => x.Entries.Count == y.Entries.Count && x.Entries.All(e => Same(e.Value, y.Find(e.Key)?.Value)),
        _ => a is null && b is null,
    };

    private static string Scalar(YamlScalar scalar, char quote)
    {
        if (scalar.Value.Any(char.IsControl))
            return Escaped(scalar.Value);
        if (!IsText(scalar))
            return scalar.Value;
        if (quote == '"')
            return Escaped(scalar.Value);
        return quote != '\'' && scalar.Plain && PlainForm().IsMatch(scalar.Value)
            ? scalar.Value
            : $"'{scalar.Value.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    /// <summary>1.0e-8 and 1E-08; whole numbers beyond what a double tells apart only where their text is the same.</summary>
    private static bool SameNumber(YamlScalar a, YamlScalar b) =>
        YamlValue.TryNumber(a, out double x) && YamlValue.TryNumber(b, out double y) && x == y && Math.Abs(x) < 1L << 53
        && YamlValue.TryInteger(a, out _) == YamlValue.TryInteger(b, out _);

    /// <summary>False for a number or a truth value, which quotes would turn into text.</summary>
    private static bool IsText(YamlScalar scalar) =>
        !scalar.Plain || !(YamlValue.TryNumber(scalar, out _) || YamlValue.TryInteger(scalar, out _) || YamlValue.TryBoolean(scalar, out _));

    private static string Escaped(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
        {
            if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else if (char.IsControl(c))
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }

    /// <summary>Texts that mean the same without quotes, in any place.</summary>
    [GeneratedRegex(@"^[\p{L}\p{Nd}_./~+][\p{L}\p{Nd}_./~+=%@-]*\z")]
    private static partial Regex PlainForm();
}
