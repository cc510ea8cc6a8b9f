using System.Text.Json;

namespace ModelOps.Core;

/// <summary>
/// Reads JSON Lines: one object a line, each with the fields of the first. Numbers and truth values are inputs; the label may be a number,
/// a text or a truth value.
/// </summary>
internal sealed class JsonlImporter
{
    private const int CancellationRows = 1024;
    private readonly DatasetSource _source;
    private readonly DatasetImport _request;
    private readonly FeatureSpool _spool;
    private readonly DatasetProblems _problems;
    private RecordColumns _columns = null!;
    private RecordSamples _samples = null!;
    private byte[] _text = new byte[256];

    private JsonlImporter(DatasetSource source, DatasetImport request, FeatureSpool spool)
    {
        (_source, _request, _spool) = (source, request, spool);
        _problems = new DatasetProblems(request.Path);
    }

    /// <summary>Throws InvalidInput with every problem, up to 20 of them in full, each with its line.</summary>
    public static ImportedSamples Import(DatasetSource source, DatasetImport request, FeatureSpool spool, CancellationToken cancellation) =>
        new JsonlImporter(source, request, spool).Run(cancellation);

    private ImportedSamples Run(CancellationToken cancellation)
    {
        var reader = new LineReader(_source.Stream);
        bool first = true;
        while (reader.TryRead(out var line))
        {
            if (reader.Line % CancellationRows == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                _source.ReportProgress();
            }
            try
            {
                if (first)
                    Begin(line);
                first = false;
                Add(line, reader.Line);
            }
            catch (JsonException e)
            {
                _problems.Add(reader.Line, null,
                    $"is no JSON object: {e.Message.Split(" LineNumber:")[0].TrimEnd('.')}. Each line holds one object");
                if (first)
                    _problems.ThrowIfAny();
            }
            // What the reader says of bytes, and of \u escapes, that are no characters.
            catch (InvalidOperationException)
            {
                _problems.Add(reader.Line, null, $"holds text that {LabelCollector.NotUtf8}");
                if (first)
                    _problems.ThrowIfAny();
            }
        }
        if (first)
            throw Error.Of(ErrorKind.InvalidInput, "DatasetEmpty", _request.Path);
        return _samples.Finish("jsonl");
    }

    /// <summary>Takes the fields of the first record.</summary>
    private void Begin(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        var names = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        Object(ref reader);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (known.Add(name))
                names.Add(name);
            reader.Skip();
        }
        _columns = new RecordColumns(names, _request.Path, _request.LabelColumn);
        _samples = new RecordSamples(_columns, _request.Regress, _problems, _spool);
    }

    private void Add(ReadOnlySpan<byte> line, long number)
    {
        Check(line);
        var reader = new Utf8JsonReader(line);
        Object(ref reader);
        _samples.Begin(number);
        for (int expected = 0; reader.Read() && reader.TokenType == JsonTokenType.PropertyName; expected++)
        {
            int column = expected < _columns.Names.Count && reader.ValueTextEquals(_columns.Encoded(expected))
                ? _samples.Enter(expected, _columns.Names[expected])
                : Find(ref reader);
            reader.Read();
            if (column >= 0)
                Value(ref reader, column);
            reader.TrySkip();
        }
        _samples.End();
    }

    /// <summary>Reads the whole line once: a line that breaks off in the middle must not leave half a record.</summary>
    private static void Check(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        while (reader.Read())
        {
        }
    }

    private int Find(ref Utf8JsonReader reader)
    {
        var name = reader.GetString()!;
        return _samples.Enter(_columns.Find(name), name);
    }

    private void Value(ref Utf8JsonReader reader, int column)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                _samples.Number(column, DecimalNumber.TryParse(reader.ValueSpan, out double value) ? value : double.NaN, reader.ValueSpan);
                break;
            case JsonTokenType.True or JsonTokenType.False:
                _samples.Truth(column, reader.TokenType == JsonTokenType.True);
                break;
            case JsonTokenType.String:
                _samples.Text(column, Text(ref reader), mayBeNumber: false);
                break;
            case JsonTokenType.Null:
                _samples.Missing(column);
                break;
            default:
                _samples.Nested(column, reader.TokenType == JsonTokenType.StartArray ? "a list" : "an object");
                break;
        }
    }

    private ReadOnlySpan<byte> Text(ref Utf8JsonReader reader)
    {
        if (_text.Length < reader.ValueSpan.Length)
            _text = new byte[reader.ValueSpan.Length * 2];
        return _text.AsSpan(0, reader.CopyString(_text));
    }

    private static void Object(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("it begins with something else than '{'.");
    }
}
