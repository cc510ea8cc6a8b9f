using System.Text;

namespace ModelOps.Core;

/// <summary>Collects what is wrong with a file to import: the first 20 in full, the rest as a number.</summary>
/// <param name="source">The file, or what stands for it in messages.</param>
/// <param name="unit">What is counted: line, object.</param>
/// <param name="errorId">The error to throw; its text takes source, number of problems, list of problems.</param>
internal sealed class DatasetProblems(string source, string unit = "line", string errorId = "DatasetRowsInvalid")
{
    private const int Shown = 20;
    private readonly List<string> _shown = [];
    private long _count;

    public string File => source;
    public bool Any => _count > 0;

    /// <summary>A problem in a row. <paramref name="column"/> null: the whole row.</summary>
    public void Add(long line, string? column, string message)
    {
        if (++_count <= Shown)
            _shown.Add(column is null ? $"{unit} {line}: {message}" : $"{unit} {line}, column '{column}': {message}");
    }

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
