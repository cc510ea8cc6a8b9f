using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelOps.Core;

/// <summary>Reads plain YAML values as YAML 1.2's core schema does; quoted ones are text, never numbers.</summary>
internal static partial class YamlValue
{
    public static bool TryInteger(YamlNode node, out long value)
    {
        value = 0;
        return node is YamlScalar { Plain: true } scalar && IntegerForm().IsMatch(scalar.Value)
            && long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>A finite number.</summary>
    public static bool TryNumber(YamlNode node, out double value)
    {
        value = 0;
        return node is YamlScalar { Plain: true } scalar && NumberForm().IsMatch(scalar.Value)
            && double.TryParse(scalar.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    public static bool TryBoolean(YamlNode node, out bool value)
    {
        value = node is YamlScalar { Plain: true, Value: "true" or "True" or "TRUE" };
        return value || node is YamlScalar { Plain: true, Value: "false" or "False" or "FALSE" };
    }

    /// <summary>What a value is, for a message.</summary>
    public static string Describe(YamlNode node) => node switch
    {
        { IsNull: true } => "nothing",
        YamlScalar { Plain: true } scalar => $"'{scalar.Value}'",
        YamlScalar scalar => $"the text '{scalar.Value}' (in quotes)",
        YamlList => "a list",
        _ => "keys with values",
    };

    /// <summary>Text as YAML: in quotes where it would be read as something else without.</summary>
    public static string Quote(string text) =>
        PlainForm().IsMatch(text) && text.ToLowerInvariant() is not ("null" or "true" or "false")
            ? text
            : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^[-+]?[0-9]+\z")]
    private static partial Regex IntegerForm();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z")]
    private static partial Regex NumberForm();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_-]*\z")]
    private static partial Regex PlainForm();
}
