using System.Text;

namespace ModelOps.Core;

/// <summary>
/// Collects the files of a folder that can't be read: the first 20 by name, the rest as a number. Safe from several threads.
/// </summary>
internal sealed class FolderProblems(string folder)
{
    private const int Shown = 20;
    private readonly SortedDictionary<string, string> _problems = new(StringComparer.Ordinal);

    /// <summary>Reads a file; the default value where it can't be, and is noted.</summary>
    public T? Try<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            lock (_problems)
                _problems[Path.GetRelativePath(folder, file)] = e.Message;
            return default;
        }
    }

    /// <summary>Throws InvalidInput ("ImagesInvalid") where anything was noted.</summary>
    public void ThrowIfAny()
    {
        if (_problems.Count == 0)
            return;
        var text = new StringBuilder();
        foreach (var (file, reason) in _problems.Take(Shown))
            text.Append($"\n  '{file}': {reason}");
        if (_problems.Count > Shown)
            text.Append($"\n  and {_problems.Count - Shown} more");
        throw Error.Of(ErrorKind.InvalidInput, "ImagesInvalid", folder, _problems.Count == 1 ? "a file" : $"{_problems.Count} files", text);
    }
}
