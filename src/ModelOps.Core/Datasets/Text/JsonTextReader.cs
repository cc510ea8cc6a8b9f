using System.Text;
using System.Text.Json;

namespace ModelOps.Core;

/// <summary>
/// JSON Lines: each line an object, one of whose keys holds a document. Lines that aren't so are reported together, by line.
/// </summary>
internal static class JsonTextReader
{
    /// <summary>The documents. InvalidInput ("DatasetRowsInvalid") at the end where a line has a problem.</summary>
    public static IEnumerable<TextPiece> Read(DatasetSource source, string column)
    {
        var problems = new DatasetProblems(source.Path);
        var lines = new LineReader(source.Stream);
        while (lines.TryRead(out var line))
        {
            if (Document(line, column, out string problem) is { } text)
                yield return new TextPiece(text, Last: true);
            else
                problems.Add(lines.Line, null, problem);
        }
        problems.ThrowIfAny();
    }

    /// <summary>The text under the key; null where there is a problem.</summary>
    private static byte[]? Document(ReadOnlySpan<byte> line, string column, out string problem)
    {
        problem = "";
        try
        {
            var reader = new Utf8JsonReader(line);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                problem = "is no JSON object";
            else if (Find(ref reader, column, out problem) is { } text)
            {
                while (reader.Read())
                {
                }
                return text;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            problem = $"is no JSON: {e.Message}";
        }
        return null;
    }

    private static byte[]? Find(ref Utf8JsonReader reader, string column, out string problem)
    {
        var keys = new List<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool found = reader.ValueTextEquals(column);
            if (!found)
                keys.Add(reader.GetString()!);
            reader.Read();
            if (found)
            {
                problem = reader.TokenType == JsonTokenType.String ? "" : $"has under '{column}' no text";
                return problem.Length > 0 ? null : Encoding.UTF8.GetBytes(reader.GetString()!);
            }
            reader.Skip();
        }
        problem = $"has no key '{column}'. {NearestNames.Hint(column, keys)}";
        return null;
    }
}
