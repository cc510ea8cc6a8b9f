using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace ModelOps.Core;

/// <summary>System calls that give a file a second time without copying it.</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class UnixLinks
{
    /// <summary>
    /// ioctl of Linux (linux/fs.h): the target shares the source's blocks. Btrfs, XFS, bcachefs and others have it; ext4 hasn't.
    /// </summary>
    private const nuint FiClone = 0x40049409;

    /// <summary>Clones a file to a path where none is. False where the file system can't.</summary>
    public static bool TryClone(string source, string target) =>
        OperatingSystem.IsMacOS() ? CloneFile(source, target, 0) == 0 : OperatingSystem.IsLinux() && TryCloneBlocks(source, target);

    /// <summary>Gives a file a second name. False where that can't be: another file system, or no permission.</summary>
    public static bool TryHardLink(string source, string target) => Link(source, target) == 0;

    /// <summary>Copies from the positions of both files; 0 at the end, less where the system can't.</summary>
    [SupportedOSPlatform("linux")]
    public static long CopyRange(SafeFileHandle from, SafeFileHandle to, int count) => CopyFileRange(from, 0, to, 0, (nuint)count, 0);

    private static bool TryCloneBlocks(string source, string target)
    {
        using var from = File.OpenHandle(source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var to = File.OpenHandle(target, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        if (IoControl(to, FiClone, from) == 0)
        {
            RandomAccess.FlushToDisk(to);
            return true;
        }
        to.Dispose();
        File.Delete(target);
        return false;
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int IoControl(SafeFileHandle target, nuint request, SafeFileHandle source);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Link(string source, string target);

    [LibraryImport("libc", EntryPoint = "copy_file_range", SetLastError = true)]
    private static partial nint CopyFileRange(
        SafeFileHandle from, nint fromOffset, SafeFileHandle to, nint toOffset, nuint count, uint flags);

    [LibraryImport("libc", EntryPoint = "clonefile", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int CloneFile(string source, string target, uint flags);
}
