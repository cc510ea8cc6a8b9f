using System.Text;
using System.Text.Unicode;

namespace ModelOps.Core;

/// <summary>Reads a delimited table row by row into a spool file of features and a collector of labels.</summary>
internal sealed class TableImporter
{
    private const int CancellationRows = 1024;
    private readonly CsvReader _reader;
    private readonly DatasetProblems _problems;
    private readonly FeatureSpool _features;
    private readonly NumberSpool _spool;
    private readonly DatasetImport _request;
    private TableHeading _heading = null!;
    private LabelCollector _labels = null!;
    private float[] _row = [];
    private int _label;

    private TableImporter(CsvReader reader, DatasetImport request, FeatureSpool spool)
    {
        _reader = reader;
        _request = request;
        _features = spool;
        _spool = new NumberSpool(spool);
        _problems = new DatasetProblems(request.Path);
    }

    /// <summary>Throws InvalidInput with every problem, up to 20 of them in full.</summary>
    public static ImportedSamples Import(DatasetSource source, DatasetImport request, FeatureSpool spool, CancellationToken cancellation)
    {
        try
        {
            var reader = new CsvReader(source.Stream, source.IsTabSeparated ? '\t' : null);
            return new TableImporter(reader, request, spool).Run(source, cancellation);
        }
        catch (CsvFormatException e)
        {
            var problems = new DatasetProblems(request.Path);
            problems.Add(e.Line, null, e.Message);
            problems.ThrowIfAny();
            throw;
        }
    }

    private ImportedSamples Run(DatasetSource source, CancellationToken cancellation)
    {
        var first = FirstRows();
        if (first.Count == 0)
            throw Error.Of(ErrorKind.InvalidInput, "DatasetEmpty", _request.Path);
        _heading = TableHeading.Of(first.Select(r => r.Cells.Select(Encoding.UTF8.GetString).ToList()).ToList(), _request.LabelColumn);
        if (_heading.Width < 2)
            throw Error.Of(ErrorKind.InvalidInput, "DatasetOneColumn", _request.Path);
        _label = _heading.FindLabel(_request.Path, _request.LabelColumn);
        if (first.Count == 1 && !_heading.FirstLineIsData)
            throw Error.Of(ErrorKind.InvalidInput, "DatasetOnlyHeading", _request.Path);
        if (!_heading.FirstLineIsData && first[0].Cells.FirstOrDefault(c => !Utf8.IsValid(c)) is { } cell)
            _problems.Add(first[0].Line, null, $"the heading '{Encoding.UTF8.GetString(cell)}' {LabelCollector.NotUtf8}");
        _labels = new LabelCollector(_problems, _heading.Names[_label], _request.Regress, _features);
        _row = new float[_heading.Width - 1];
        foreach (var (line, cells) in first.Skip(_heading.FirstLineIsData ? 0 : 1))
            AddRow(line, cells.Length, cells);
        for (long row = 1; ReadRow(); row++)
        {
            if (row % CancellationRows == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                source.ReportProgress();
            }
        }
        _labels.Finish(_heading.ClassNames);
        _problems.ThrowIfAny();
        return Result();
    }

    /// <summary>Takes the next row: plain numbers as they are read, any other row cell by cell. False at the end.</summary>
    private bool ReadRow()
    {
        if (_reader.TryReadNumbers(_row, _label, out var label))
        {
            _labels.Add(label, _reader.Line);
            _spool.Write(_row);
            return true;
        }
        if (!_reader.Read())
            return false;
        AddRow(_reader.Line, _reader.Count, null);
        return true;
    }

    /// <summary>The rows that tell what the first line is.</summary>
    private List<(long Line, byte[][] Cells)> FirstRows()
    {
        const int count = 3;
        var rows = new List<(long, byte[][])>(count);
        while (rows.Count < count && _reader.Read())
            rows.Add((_reader.Line, Enumerable.Range(0, _reader.Count).Select(i => _reader[i].ToArray()).ToArray()));
        return rows;
    }

    private ImportedSamples Result() => new()
    {
        Format = _reader.Delimiter == (byte)'\t' ? "tsv" : "csv",
        Samples = _labels.Count,
        Shape = [_heading.Width - 1],
        Columns = _heading.Names.Where((_, i) => i != _label).ToList(),
        LabelColumn = _heading.Names[_label],
        Classes = _labels.Classes,
        Task = _labels.IsClassification ? Dataset.Classify : Dataset.Regress,
        Features = _spool.ToTensor([_labels.Count, _heading.Width - 1]),
        Labels = _labels.ToTensor(),
    };

    /// <param name="line">Line the row begins on.</param>
    /// <param name="count">Cells it has.</param>
    /// <param name="cells">The cells; null: the reader's.</param>
    private void AddRow(long line, int count, byte[][]? cells)
    {
        if (count != _heading.Width)
        {
            _problems.Add(line, null,
                $"has {count} cells instead of {_heading.Width}; add or remove cells, or put a cell that holds a delimiter in quotes");
            return;
        }
        int feature = 0;
        for (int i = 0; i < count; i++)
        {
            var cell = cells is null ? _reader[i] : cells[i];
            if (i == _label)
                _labels.Add(cell, line);
            else if (DecimalNumber.TryParse(cell, out double value) && Math.Abs(value) <= float.MaxValue)
                _row[feature++] = (float)value;
            else
                AddCellProblem(line, i, cell);
        }
        _spool.Write(_row);
    }

    private void AddCellProblem(long line, int column, ReadOnlySpan<byte> cell)
    {
        var text = Encoding.UTF8.GetString(cell);
        var message = text switch
        {
            "" => "the cell is empty; fill it in or remove the row",
            _ when double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out double value)
                && !float.IsFinite((float)value) =>
                $"'{text}' is no finite number of 32 bits; replace it or remove the row",
            _ => $"'{text}' is not a number; replace it, remove the row, or remove the column",
        };
        _problems.Add(line, _heading.Names[column], message);
    }
}
