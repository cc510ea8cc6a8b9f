using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ModelOps.Core;

/// <summary>
/// Writes a dataset to one file that can be imported again: tables keep their columns, classes their names, numbers every digit.
/// </summary>
internal static class DatasetExporter
{
    private const int CancellationRows = 1024;
    private const int BufferSize = 1 << 16;
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes NAME.csv, NAME.jsonl or NAME.safetensors into a folder that is made if absent.</summary>
    public static DatasetExport Export(Dataset dataset, DatasetFormat format, string folder, bool force, CancellationToken cancellation)
    {
        folder = Path.GetFullPath(folder);
        if (File.Exists(folder))
            throw Error.Of(ErrorKind.InvalidInput, "DestinationIsFile", folder);
        var extension = format.ToString().ToLowerInvariant();
        var path = Path.Combine(folder, $"{dataset.Name}.{extension}");
        if (!force && File.Exists(path))
            throw Error.Of(ErrorKind.AlreadyExists, "FileExists", path);
        string hash = "";
        long bytes = 0;
        AtomicFile.Write(path, stream =>
        {
            using var hashed = new HashingStream(stream);
            Write(hashed, dataset, format, cancellation);
            (bytes, hash) = (hashed.Written, hashed.TakeSha256());
        }, force);
        return new DatasetExport(path, extension, dataset.Name, dataset.Samples, bytes, hash);
    }

    private static void Write(Stream stream, Dataset dataset, DatasetFormat format, CancellationToken cancellation)
    {
        if (format == DatasetFormat.SafeTensors)
        {
            WriteStored(stream, dataset, cancellation);
            return;
        }
        var data = Path.Combine(dataset.Path, DatasetFile.Data);
        using var reader = DatasetReader.Open(dataset);
        Check(dataset, data, FileHash.Sha256(data, cancellation));
        var buffered = new BufferedStream(stream, BufferSize); // not disposed: the stream below it is the caller's
        var columns = new ExportColumns(dataset, checked((int)reader.Width));
        if (format == DatasetFormat.Csv)
            WriteTable(buffered, reader, columns, cancellation);
        else
            WriteLines(buffered, reader, columns, cancellation);
        buffered.Flush();
    }

    private static void WriteStored(Stream stream, Dataset dataset, CancellationToken cancellation)
    {
        var path = Path.Combine(dataset.Path, DatasetFile.Data);
        using var source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0,
            FileOptions.SequentialScan);
        using var hashed = new HashingStream(stream);
        var buffer = new byte[1 << 20];
        for (int read; (read = source.Read(buffer)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            hashed.Write(buffer.AsSpan(0, read));
        }
        Check(dataset, path, hashed.TakeSha256());
    }

    private static void Check(Dataset dataset, string path, string found)
    {
        if (found != dataset.Id)
            throw Error.Of(ErrorKind.Damaged, "DatasetDamaged", dataset.Name, path,
                new InvalidDataException($"its SHA-256 is {found} instead of {dataset.Id}."));
    }

    private static void WriteTable(Stream stream, DatasetReader reader, ExportColumns columns, CancellationToken cancellation)
    {
        var line = new StringBuilder();
        if (columns.HasHeading)
            WriteLine(stream, line.AppendJoin(',', columns.Names.Select(Quoted)));
        foreach (var sample in reader.Samples(0, reader.Dataset.Samples))
        {
            if (sample.Index % CancellationRows == 0)
                cancellation.ThrowIfCancellationRequested();
            for (int column = 0; column < columns.Names.Count; column++)
            {
                if (column > 0)
                    line.Append(',');
                if (columns.FeatureOf(column) is { } feature)
                    line.Append(CultureInfo.InvariantCulture, $"{sample.Values[feature]}");
                else
                    line.Append(sample.Label is { } label ? Quoted(label) : sample.Target!.Value.ToString(CultureInfo.InvariantCulture));
            }
            WriteLine(stream, line);
        }
    }

    private static void WriteLines(Stream stream, DatasetReader reader, ExportColumns columns, CancellationToken cancellation)
    {
        var names = columns.FieldNames().Select(n => JsonEncodedText.Encode(n, Relaxed.Encoder)).ToArray();
        using var json = new Utf8JsonWriter(stream, Relaxed);
        foreach (var sample in reader.Samples(0, reader.Dataset.Samples))
        {
            if (sample.Index % CancellationRows == 0)
                cancellation.ThrowIfCancellationRequested();
            json.WriteStartObject();
            for (int column = 0; column < names.Length; column++)
            {
                if (columns.FeatureOf(column) is { } feature)
                    json.WriteNumber(names[column], sample.Values[feature]);
                else if (sample.Label is { } label)
                    json.WriteString(names[column], label);
                else
                    json.WriteNumber(names[column], sample.Target!.Value);
            }
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            stream.WriteByte((byte)'\n');
        }
    }

    private static void WriteLine(Stream stream, StringBuilder line)
    {
        line.Append('\n');
        foreach (var chunk in line.GetChunks())
            stream.Write(Encoding.UTF8.GetBytes(chunk.Span.ToArray()));
        line.Clear();
    }

    /// <summary>In quotes where a reader would take it for something else: delimiters, quotes, line ends, spaces at its ends.</summary>
    private static string Quoted(string cell) =>
        cell.Length == 0 || cell.Trim() != cell || cell.AsSpan().IndexOfAny(",;\t\"\r\n") >= 0
            ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : cell;
}
