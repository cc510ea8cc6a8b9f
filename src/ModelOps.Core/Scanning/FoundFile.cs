namespace ModelOps.Core;

/// <summary>A file as a folder lists it.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Modified">When it was last written, in .NET ticks (UTC).</param>
internal readonly record struct FoundFile(string Path, long Bytes, long Modified)
{
    public string Name => System.IO.Path.GetFileName(Path);
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>A file as it is now; a link counts as what it leads to. Null where there is none.</summary>
    public static FoundFile? Of(string path)
    {
        var info = new FileInfo(path);
        var target = info.LinkTarget is null ? info : info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo;
        return target is { Exists: true } ? new(path, target.Length, target.LastWriteTimeUtc.Ticks) : null;
    }
}
