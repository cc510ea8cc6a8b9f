namespace ModelOps.Core;

/// <summary>
/// A folder in the making: written beside its place under a partial name, then renamed, so that it is complete or absent. Disposing one
/// that was not put in place deletes it. Once it is in place, putting it there again does nothing: a transaction may be made twice.
/// </summary>
internal sealed class FolderDraft : IDisposable
{
    private const int Attempts = 100;
    /// <summary>
    /// How a rename says that the new name is taken: .NET's own check, EEXIST, ENOTEMPTY (Linux, macOS), ERROR_ALREADY_EXISTS.
    /// </summary>
    private static readonly int[] TakenCodes = [unchecked((int)0x80131620), 17, 39, 66, unchecked((int)0x800700B7)];
    private readonly string _target;
    private bool _placed;

    private FolderDraft(string target)
    {
        _target = target;
        Path = PartialName.Beside(target);
    }

    /// <summary>The folder to write into.</summary>
    public string Path { get; }

    /// <summary>Begins a folder; what dead processes left beside it is deleted.</summary>
    public static FolderDraft Beside(string target)
    {
        target = System.IO.Path.GetFullPath(target);
        var draft = new FolderDraft(target);
        DiskSpace.Guard(target, () =>
        {
            var parent = System.IO.Path.GetDirectoryName(target)!;
            Directory.CreateDirectory(parent);
            PartialName.RemoveLeftovers(parent);
            Directory.CreateDirectory(draft.Path);
        });
        return draft;
    }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file of the draft and flushes it to the disk.</summary>
    public void Write(string name, Action<Stream> write) =>
        DiskSpace.Guard(System.IO.Path.Combine(_target, name), () => AtomicFile.WriteFlushed(File(name), write));

    /// <summary>Takes a file out of the draft again, where it is there.</summary>
    public void Remove(string name) => System.IO.File.Delete(File(name));

    /// <summary>Puts the folder in its place, unless there is one already: then false.</summary>
    public bool TryPlace()
    {
        if (_placed)
            return true;
        AtomicFile.FlushFolder(Path);
        return _placed = TryMove();
    }

    /// <summary>
    /// Puts the folder in its place; one that is there is swapped out in one step where the file system can, and deleted.
    /// </summary>
    public void Replace() => Replace(exchange: true);

    /// <param name="exchange">False: by two renames, as where there is no swap.</param>
    internal void Replace(bool exchange)
    {
        if (_placed)
            return;
        AtomicFile.FlushFolder(Path);
        for (int attempt = 0; attempt < Attempts && !_placed; attempt++)
            _placed = TryMove() || (exchange && TrySwap()) || SetAside();
        if (!_placed)
            throw Error.Of(ErrorKind.Conflict, "FolderBusy", _target);
    }

    private bool TrySwap()
    {
        if (OperatingSystem.IsWindows() || !UnixCalls.Exchange(Path, _target))
            return false;
        FlushParent();
        return true;
    }

    /// <summary>Deletes a complete folder so that no half of it is ever seen: renamed first. False where there was none.</summary>
    public static bool Delete(string folder)
    {
        folder = System.IO.Path.GetFullPath(folder);
        var gone = PartialName.Beside(folder);
        try
        {
            Directory.Move(folder, gone);
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
        AtomicFile.FlushFolder(System.IO.Path.GetDirectoryName(folder)!);
        DeleteFolder(gone);
        return true;
    }

    /// <summary>Names of the complete folders below one, in order.</summary>
    public static List<string> Names(string parent) => !Directory.Exists(parent)
        ? []
        : Directory.EnumerateDirectories(parent).Select(d => System.IO.Path.GetFileName(d)).Where(n => StoredName.Problem(n) is null)
            .Order(StringComparer.Ordinal).ToList();

    public void Dispose() => DeleteFolder(Path);

    private bool TryMove()
    {
        if (!TryRename(Path, _target))
            return false;
        FlushParent();
        return true;
    }

    /// <summary>False where the new name is taken, or was when the system was asked: another process may have set it aside since.</summary>
    private static bool TryRename(string from, string to)
    {
        if (Directory.Exists(to))
            return false;
        try
        {
            Directory.Move(from, to);
            return true;
        }
        catch (IOException e) when (Directory.Exists(to) || TakenCodes.Contains(e.HResult))
        {
            return false;
        }
    }

    /// <summary>
    /// Two renames where a swap is not to be had; <see cref="PartialName.RemoveLeftovers"/> undoes the first if the second never comes.
    /// False where another process was faster.
    /// </summary>
    private bool SetAside()
    {
        var aside = PartialName.Aside(_target);
        try
        {
            Directory.Move(_target, aside);
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
        bool placed = false;
        try
        {
            placed = TryMove();
            return placed;
        }
        finally
        {
            // Not placed: another one is there now, or the disk refused; then the old one goes back.
            if (placed || !TryRename(aside, _target))
                DeleteFolder(aside);
        }
    }

    private void FlushParent() => AtomicFile.FlushFolder(System.IO.Path.GetDirectoryName(_target)!);

    private static void DeleteFolder(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // In use (Windows): it has a partial name, and the next write beside it deletes it.
        }
    }
}
