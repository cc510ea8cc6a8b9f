using System.Text;

namespace ModelOps.Core;

/// <summary>Collects what is wrong with a file to import: the first 20 in full, the rest as a number.</summary>
/// <param name="source">The file, or what stands for it in messages.</param>
/// <param name="unit">What is counted: line, object.</param>
/// <param name="errorId">The error to throw; its text takes source, number of problems, list of problems.</param>
internal sealed class DatasetProblems(string source, string unit = "line", string errorId = "DatasetRowsInvalid")
{
    private const int Shown = 20;
    /// <summary>Of a longer text only this much of its beginning and its end is shown: a cell may have any length.</summary>
    private const int ShownEnds = 150;
    private readonly List<string> _shown = [];
    private long _count;

    public string File => source;
    public bool Any => _count > 0;

    /// <summary>A problem in a row. <paramref name="column"/> null: the whole row.</summary>
    public void Add(long line, string? column, string message)
    {
        if (++_count <= Shown)
            _shown.Add(column is null ? $"{unit} {line}: {Short(message)}" : $"{unit} {line}, column '{Short(column)}': {Short(message)}");
    }

    private static string Short(string text) =>
        text.Length <= 2 * ShownEnds ? text : $"{text.AsSpan(0, ShownEnds)}…{text.AsSpan(text.Length - ShownEnds)}";

    /// <summary>Throws InvalidInput where anything was added.</summary>
    public void ThrowIfAny()
    {
        if (_count == 0)
            return;
        var text = new StringBuilder();
        foreach (var problem in _shown)
            text.Append("\n  ").Append(problem);
        if (_count > Shown)
            text.Append($"\n  and {_count - Shown} more");
        throw Error.Of(ErrorKind.InvalidInput, errorId, source, _count == 1 ? "a problem" : $"{_count} problems", text);
    }
}
