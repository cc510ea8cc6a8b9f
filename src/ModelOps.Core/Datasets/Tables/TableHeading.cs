namespace ModelOps.Core;

/// <summary>
/// What the first line of a table is, and which columns there are. The rules, in order (docs/formats.md has them for users):
/// a line SAMPLES,FEATURES,NAME,NAME,… of any length describes the table, as scikit-learn's files do; a line as long as the rows that has a
/// cell with no number in a feature column, or names the label column asked for, is a heading; a line of another length without a number
/// is a title, and names nothing; all else is data.
/// </summary>
internal sealed class TableHeading
{
    private TableHeading(int width, IReadOnlyList<string> names, bool firstLineIsData, IReadOnlyList<string>? classNames)
    {
        Width = width;
        Names = names;
        FirstLineIsData = firstLineIsData;
        ClassNames = classNames;
    }

    /// <summary>Cells in a row.</summary>
    public int Width { get; }
    /// <summary>Names of the columns; their indices where the file names none.</summary>
    public IReadOnlyList<string> Names { get; }
    public bool FirstLineIsData { get; }
    /// <summary>Names that a description gives for classes 0, 1, ….</summary>
    public IReadOnlyList<string>? ClassNames { get; }

    /// <param name="rows">The first rows, three where there are so many.</param>
    /// <param name="labelColumn">Heading or index asked for.</param>
    public static TableHeading Of(IReadOnlyList<IReadOnlyList<string>> rows, string? labelColumn)
    {
        var first = rows[0];
        int width = WidthOf(rows);
        if (rows.Count > 1 && IsDescription(first, rows[1].Count))
            return new TableHeading(rows[1].Count, Indices(rows[1].Count), false, first.Skip(2).ToList());
        if (first.Count != width)
            return new TableHeading(width, Indices(width), firstLineIsData: first.Any(IsNumber), null);
        int label = LabelIndex(first, labelColumn, out bool named) ?? width - 1;
        bool heading = named || first.Where((cell, i) => i != label).Any(cell => cell.Length > 0 && !IsNumber(cell));
        return heading
            ? new TableHeading(width, first.Select((cell, i) => cell.Length > 0 ? cell : Index(i)).ToList(), false, null)
            : new TableHeading(width, Indices(width), true, null);
    }

    /// <summary>Cells in a row: what two of the first three agree on, so that one ragged row is the one that gets reported.</summary>
    private static int WidthOf(IReadOnlyList<IReadOnlyList<string>> rows) =>
        rows.Count > 2 && rows[1].Count == rows[2].Count ? rows[1].Count : rows[0].Count;

    /// <summary>Index of the label column: a heading, else an index, else the last. InvalidInput where there is no such column.</summary>
    public int FindLabel(string file, string? labelColumn)
    {
        if (labelColumn is null)
            return Width - 1;
        if (LabelIndex(Names, labelColumn, out _) is not { } index)
            throw Error.Of(
                ErrorKind.InvalidInput, "DatasetColumnMissing", labelColumn, file, NearestNames.Hint(labelColumn, Names), Listed(Names));
        if (Names.Count(n => n == labelColumn) > 1)
            throw Error.Of(ErrorKind.InvalidInput, "DatasetColumnAmbiguous", labelColumn, file,
                string.Join(", ", Enumerable.Range(0, Width).Where(i => Names[i] == labelColumn)));
        return index;
    }

    /// <summary>Names of columns for a message: the first 30, and how many more there are.</summary>
    public static string Listed(IReadOnlyList<string> columns)
    {
        const int shown = 30;
        var names = string.Join(", ", columns.Take(shown).Select(n => $"'{n}'"));
        return columns.Count > shown ? $"{names} and {columns.Count - shown} more" : names;
    }

    private static int? LabelIndex(IReadOnlyList<string> names, string? labelColumn, out bool named)
    {
        named = false;
        if (labelColumn is null)
            return null;
        bool isIndex = int.TryParse(
            labelColumn, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int index);
        for (int i = 0; i < names.Count; i++)
        {
            // A number may be a cell of the data: it names a column only where the line is a heading for other reasons.
            if (names[i] == labelColumn && (!isIndex || names.Any(n => !IsNumber(n))))
            {
                named = !isIndex;
                return i;
            }
        }
        return isIndex && index < names.Count ? index : null;
    }

    private static bool IsDescription(IReadOnlyList<string> first, int width) =>
        first.Count >= 4 && IsCount(first[0], out _) && IsCount(first[1], out long features) && features == width - 1
        && first.Skip(2).All(cell => cell.Length > 0 && !IsNumber(cell));

    private static bool IsCount(string cell, out long count) =>
        long.TryParse(cell, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out count)
            && count > 0;

    private static bool IsNumber(string cell) =>
        DecimalNumber.TryParse(System.Text.Encoding.UTF8.GetBytes(cell), out _)
            || cell.ToLowerInvariant() is "nan" or "inf" or "-inf" or "infinity" or "-infinity";

    private static string[] Indices(int width) => Enumerable.Range(0, width).Select(Index).ToArray();

    private static string Index(int i) => i.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
