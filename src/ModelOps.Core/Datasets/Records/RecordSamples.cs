using System.Globalization;
using System.Text;

namespace ModelOps.Core;

/// <summary>
/// Makes samples of records (named values): numbers and truth values are inputs, the label is whatever <see cref="LabelCollector"/> makes
/// of it. Every record must have the fields of the first, in any order. Holds one record in memory, and the labels.
/// </summary>
internal sealed class RecordSamples
{
    private readonly RecordColumns _columns;
    private readonly DatasetProblems _problems;
    private readonly NumberSpool _spool;
    private readonly LabelCollector _labels;
    private readonly float[] _row;
    /// <summary>The last record that had a value for a field.</summary>
    private readonly long[] _seen;
    private long _record;

    public RecordSamples(RecordColumns columns, bool regress, DatasetProblems problems, FeatureSpool spool)
    {
        (_columns, _problems, _spool) = (columns, problems, new NumberSpool(spool));
        _labels = new LabelCollector(problems, columns.Names[columns.Label], regress, spool);
        _row = new float[columns.Names.Count - 1];
        _seen = new long[columns.Names.Count];
    }

    /// <summary>Begins the record of a line (from 1).</summary>
    public void Begin(long line) => _record = line;

    /// <summary>The column of a field in this record; -1 (and a problem) where there is none, or it came before.</summary>
    public int Enter(int column, string name)
    {
        if (column < 0)
            _problems.Add(_record, name, "the first record has no such field; remove it, or add it to every record");
        else if (_seen[column] == _record)
            _problems.Add(_record, name, "the field stands there twice; remove one");
        else
            _seen[column] = _record;
        return column;
    }

    /// <param name="column">Index of the field.</param>
    /// <param name="value">Its value; a problem where 32 bits can't hold it.</param>
    /// <param name="text">The value as text, for a label.</param>
    public void Number(int column, double value, ReadOnlySpan<byte> text)
    {
        if (column == _columns.Label)
            _labels.Add(text, _record);
        else if (Math.Abs(value) <= float.MaxValue)
            _row[Feature(column)] = (float)value;
        else
            Problem(column, $"{Encoding.UTF8.GetString(text)} is no finite number of 32 bits; replace it or remove the record");
    }

    /// <summary>true and false are 1 and 0 as inputs, and words as labels.</summary>
    public void Truth(int column, bool value)
    {
        if (column == _columns.Label)
            _labels.Add(value ? "true"u8 : "false"u8, _record);
        else
            _row[Feature(column)] = value ? 1 : 0;
    }

    /// <param name="column">Index of the field.</param>
    /// <param name="text">UTF-8.</param>
    /// <param name="mayBeNumber">A text that reads as a number is one, as where all values are text (Import-Csv).</param>
    public void Text(int column, ReadOnlySpan<byte> text, bool mayBeNumber)
    {
        if (column == _columns.Label)
            _labels.Add(text, _record);
        else if (mayBeNumber && DecimalNumber.TryParse(text.Trim(" \t"u8), out double value))
            Number(column, value, text);
        else if (text.IsEmpty)
            Missing(column);
        else
            Problem(column, $"the text '{Shortened(text)}' is not a number; replace it, or leave the field out of every record");
    }

    public void Missing(int column) => Problem(column, "the value is missing; fill it in or remove the record");

    /// <param name="column">Index of the field.</param>
    /// <param name="kind">What the value is: a list, an object.</param>
    public void Nested(int column, string kind) =>
        Problem(column, $"holds {kind}; a number, true or false is needed, so give each of its values a field of its own");

    /// <summary>Ends the record: fields that it lacks are problems.</summary>
    public void End()
    {
        for (int i = 0; i < _seen.Length; i++)
        {
            if (_seen[i] != _record)
                Problem(i, "the field is missing; add it or remove the record");
        }
        _spool.Write(_row);
    }

    /// <summary>All of it; InvalidInput with every problem, up to 20 of them in full.</summary>
    public ImportedSamples Finish(string format)
    {
        _labels.Finish(null);
        _problems.ThrowIfAny();
        return new ImportedSamples
        {
            Format = format,
            Samples = _labels.Count,
            Shape = [_row.Length],
            Columns = _columns.Names.Where((_, i) => i != _columns.Label).ToList(),
            LabelColumn = _columns.Names[_columns.Label],
            Classes = _labels.Classes,
            Task = _labels.IsClassification ? Dataset.Classify : Dataset.Regress,
            Features = _spool.ToTensor([_labels.Count, _row.Length]),
            Labels = _labels.ToTensor(),
        };
    }

    private void Problem(int column, string message) => _problems.Add(_record, _columns.Names[column], message);

    private int Feature(int column) => column < _columns.Label ? column : column - 1;

    private static string Shortened(ReadOnlySpan<byte> text)
    {
        const int shown = 60;
        var whole = Encoding.UTF8.GetString(text);
        return whole.Length <= shown ? whole : string.Create(CultureInfo.InvariantCulture, $"{whole.AsSpan(0, shown)}…");
    }
}
