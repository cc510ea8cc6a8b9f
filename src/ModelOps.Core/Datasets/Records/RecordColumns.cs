using System.Globalization;
using System.Text;

namespace ModelOps.Core;

/// <summary>
/// The fields of a record file or of objects: those of the first record. One of them is the label, the others are inputs.
/// </summary>
internal sealed class RecordColumns
{
    private readonly Dictionary<string, int> _indices;
    private readonly byte[][] _encoded;

    /// <param name="names">Names of the first record's fields, in order, each once.</param>
    /// <param name="source">The file, for messages.</param>
    /// <param name="labelColumn">Name (exact, else in any case) or zero-based index of the label; null: the last.</param>
    public RecordColumns(IReadOnlyList<string> names, string source, string? labelColumn)
    {
        if (names.Count < 2)
            throw Error.Of(ErrorKind.InvalidInput, "DatasetOneField", source);
        Names = names;
        _indices = names.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i, StringComparer.Ordinal);
        _encoded = [.. names.Select(Encoding.UTF8.GetBytes)];
        Label = labelColumn is null ? names.Count - 1 : FindLabel(source, labelColumn);
    }

    public IReadOnlyList<string> Names { get; }
    /// <summary>Index of the label.</summary>
    public int Label { get; }

    /// <summary>The UTF-8 of a name: to compare without making a string.</summary>
    public ReadOnlySpan<byte> Encoded(int index) => _encoded[index];

    /// <summary>Index of a field; -1 where the first record had none of that name.</summary>
    public int Find(string name) => _indices.GetValueOrDefault(name, -1);

    private int FindLabel(string source, string labelColumn)
    {
        if (_indices.TryGetValue(labelColumn, out int exact))
            return exact;
        var alike = Enumerable.Range(0, Names.Count).Where(i => Names[i].Equals(labelColumn, StringComparison.OrdinalIgnoreCase)).ToList();
        if (alike.Count == 1)
            return alike[0];
        if (alike.Count > 1)
            throw Error.Of(ErrorKind.InvalidInput, "DatasetColumnAmbiguous", labelColumn, source, string.Join(", ", alike));
        if (int.TryParse(labelColumn, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < Names.Count)
            return index;
        throw Error.Of(ErrorKind.InvalidInput, "DatasetColumnMissing", labelColumn, source, NearestNames.Hint(labelColumn, Names),
            TableHeading.Listed(Names));
    }
}
