using System.Collections;
using System.Globalization;
using System.Text;

namespace ModelOps.Core;

/// <summary>
/// Makes a dataset of records that come one at a time, as objects of a pipeline do. They go to the disk as they come: memory holds one
/// record and the labels. Nothing is kept unless <see cref="Complete"/> is called. Not for several threads.
/// </summary>
public sealed class RecordImporter : IDisposable
{
    /// <summary>What stands for the file in messages.</summary>
    private const string Source = "the objects of the pipeline";
    private readonly RecordImport _request;
    private readonly DatasetDraft _draft;
    private readonly Func<DatasetDraft, Dataset, Dataset> _place;
    private readonly DatasetProblems _problems = new(Source, "object", "DatasetObjectsInvalid");
    private RecordColumns? _columns;
    private RecordSamples _samples = null!;
    private Action _endRecord = null!;
    private long _count;

    internal RecordImporter(RecordImport request, DatasetDraft draft, Func<DatasetDraft, Dataset, Dataset> place) =>
        (_request, _draft, _place) = (request, draft, place);

    /// <summary>Records added so far.</summary>
    public long Count => _count;

    /// <summary>Adds a record. The first one says which fields there are (InvalidInput where they are too few or lack the label).</summary>
    public void Add(IReadOnlyList<RecordField> fields)
    {
        if (_columns is null)
        {
            _columns = new RecordColumns([.. fields.Select(f => f.Name)], Source, _request.LabelColumn);
            _samples = new RecordSamples(_columns, _request.Regress, _problems, _draft.Spool);
            _endRecord = _samples.End;
        }
        _samples.Begin(++_count);
        for (int i = 0; i < fields.Count; i++)
        {
            var (name, value) = fields[i];
            bool expected = i < _columns.Names.Count && _columns.Names[i] == name;
            if (_samples.Enter(expected ? i : _columns.Find(name), name) is >= 0 and int column)
                Add(column, value);
        }
        DiskSpace.Guard(_draft.Target, _endRecord);
    }

    /// <summary>
    /// Writes the dataset and puts it in its place. InvalidInput ("DatasetObjectsInvalid") with every problem; the same samples under the
    /// same name are kept once; AlreadyExists where the name is taken by others and the request has no Force.
    /// </summary>
    public Dataset Complete()
    {
        if (_columns is null)
            throw Error.Of(ErrorKind.InvalidInput, "DatasetEmpty", Source);
        return _place(_draft, DiskSpace.Guard(_draft.Target, () => _draft.Write(_samples.Finish("objects"), null)));
    }

    public void Dispose() => _draft.Dispose();

    private void Add(int column, object? value)
    {
        switch (value)
        {
            case null or DBNull:
                _samples.Missing(column);
                break;
            case bool truth:
                _samples.Truth(column, truth);
                break;
            case string or char or Enum:
                _samples.Text(column, Encoding.UTF8.GetBytes(value.ToString()!), mayBeNumber: true);
                break;
            case double number when column != _columns!.Label && Math.Abs(number) <= float.MaxValue:
                _samples.Number(column, number, default);
                break;
            case int number when column != _columns!.Label:
                _samples.Number(column, number, default);
                break;
            case sbyte or byte or short or ushort or int or uint or long or ulong or Int128 or UInt128 or Half or float or double or decimal
                or System.Numerics.BigInteger:
                Number(column, (IFormattable)value);
                break;
            case IEnumerable:
                _samples.Nested(column, "a list");
                break;
            default:
                _samples.Nested(column, $"an object ({value.GetType().Name})");
                break;
        }
    }

    private void Number(int column, IFormattable value)
    {
        Span<byte> text = stackalloc byte[64];
        // Enough for the longest double (24 characters) and decimal (31).
        if (value is not IUtf8SpanFormattable formattable
            || !formattable.TryFormat(text, out int length, default, CultureInfo.InvariantCulture))
        {
            _samples.Text(column, Encoding.UTF8.GetBytes(value.ToString(null, CultureInfo.InvariantCulture)), mayBeNumber: true);
            return;
        }
        bool finite = DecimalNumber.TryParse(text[..length], out double number);
        _samples.Number(column, finite ? number : double.NaN, text[..length]);
    }
}
