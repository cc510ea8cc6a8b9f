using System.IO.Enumeration;

namespace ModelOps.Core;

/// <summary>The files of a folder and of those in it that scanning is about, with size and time from the listing itself.</summary>
/// <param name="Files">In no particular order.</param>
/// <param name="Unread">Folders that couldn't be listed, with the reason.</param>
internal sealed record FolderListing(IReadOnlyList<FoundFile> Files, IReadOnlyList<(string Folder, string Reason)> Unread)
{
    /// <summary>
    /// Lists a folder. Hidden folders (a leading '.'), folders that are links, and <paramref name="excluded"/> ones are passed over; files
    /// that are links count as what they lead to.
    /// </summary>
    public static FolderListing Of(string folder, IReadOnlySet<string> excluded, bool recurse, CancellationToken cancellation)
    {
        var files = new List<FoundFile>();
        var unread = new List<(string, string)>();
        var waiting = new Stack<string>([folder]);
        while (waiting.TryPop(out var current))
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                foreach (var (path, file) in List(current))
                {
                    if (file is { } found)
                        files.Add(found);
                    else if (recurse && !excluded.Contains(path))
                        waiting.Push(path);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                unread.Add((current, e.Message));
            }
        }
        return new(files, unread);
    }

    /// <summary>Files that matter, and folders (with no file).</summary>
    private static FileSystemEnumerable<(string Path, FoundFile? File)> List(string folder) => new(folder, Entry, Options)
    {
        ShouldIncludePredicate = (ref FileSystemEntry entry) => IsLink(ref entry)
            ? ModelFileNames.Matters(entry.FileName) && FoundFile.Of(entry.ToFullPath()) is not null
            : entry.IsDirectory ? entry.FileName[0] != '.' : ModelFileNames.Matters(entry.FileName),
    };

    private static readonly EnumerationOptions Options = new() { AttributesToSkip = 0, IgnoreInaccessible = false, RecurseSubdirectories = false };

    private static (string, FoundFile?) Entry(ref FileSystemEntry entry)
    {
        var path = entry.ToFullPath();
        if (IsLink(ref entry))
            return (path, FoundFile.Of(path));
        return (path, entry.IsDirectory ? null : new FoundFile(path, entry.Length, entry.LastWriteTimeUtc.UtcTicks));
    }

    private static bool IsLink(ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) != 0;
}
