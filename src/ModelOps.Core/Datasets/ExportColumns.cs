using System.Globalization;

namespace ModelOps.Core;

/// <summary>
/// The columns a dataset is exported with. The label is the last; columns of a table without a heading, which are named by their index,
/// stay in their places and get no heading, so that the file reads as the one it came from. Values of images are called value0, value1, ….
/// </summary>
internal sealed class ExportColumns
{
    private readonly int _label;

    public ExportColumns(Dataset dataset, int width)
    {
        var features = dataset.Columns.Count == width
            ? dataset.Columns
            : [.. Enumerable.Range(0, width).Select(i => string.Create(CultureInfo.InvariantCulture, $"value{i}"))];
        var label = dataset.Columns.Count == width && dataset.LabelColumn is { } given ? given : "label";
        _label = IndexOfLabel(features, label) ?? features.Count;
        HasHeading = !features.Append(label).All(n => n.Length > 0 && n.All(char.IsAsciiDigit));
        var names = features.ToList();
        names.Insert(_label, label);
        Names = names;
    }

    /// <summary>Names of all columns, the label's among them.</summary>
    public IReadOnlyList<string> Names { get; }
    public bool HasHeading { get; }

    /// <summary>The names as fields of an object, which has each once: a second x is x_2.</summary>
    public IReadOnlyList<string> FieldNames()
    {
        var taken = Names.ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. Names.Select(name =>
        {
            if (seen.Add(name))
                return name;
            int n = 2;
            while (!taken.Add(Numbered(name, n)))
                n++;
            return Numbered(name, n);
        })];

        static string Numbered(string name, int n) => string.Create(CultureInfo.InvariantCulture, $"{name}_{n}");
    }

    /// <summary>Index of the input in a column; null for the label.</summary>
    public int? FeatureOf(int column) => column == _label ? null : column < _label ? column : column - 1;

    /// <summary>Where the label stood among columns that are named by their index; null where they aren't.</summary>
    private static int? IndexOfLabel(IReadOnlyList<string> features, string label)
    {
        if (!int.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out int index) || index > features.Count)
            return null;
        for (int i = 0; i < features.Count; i++)
        {
            if (features[i] != (i < index ? i : i + 1).ToString(CultureInfo.InvariantCulture))
                return null;
        }
        return index;
    }
}
