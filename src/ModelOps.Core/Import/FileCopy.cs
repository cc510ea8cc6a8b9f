using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace ModelOps.Core;

/// <summary>How a file came to be a second time.</summary>
internal enum FileCopyMethod
{
    /// <summary>It shares the blocks of the first until one of them is written.</summary>
    Clone,
    /// <summary>It is the same file under a second name.</summary>
    HardLink,
    Copy,
}

/// <summary>Copies big files, by the cheapest means the file system has.</summary>
internal static class FileCopy
{
    private const int Chunk = 64 << 20;
    private const int Buffer = 1 << 20;

    /// <summary>
    /// Makes <paramref name="target"/>, which must not exist, from a file, and has it on the disk when it returns. Nothing of it is left
    /// when it fails.
    /// </summary>
    public static FileCopyMethod Copy(string source, string target, Action<long> progress, CancellationToken cancellation)
    {
        source = new FileInfo(source).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? source;
        if (TryClone(source, target) is { } method)
        {
            progress(new FileInfo(target).Length);
            return method;
        }
        CopyBytes(source, target, progress, cancellation);
        return FileCopyMethod.Copy;
    }

    /// <summary>As <see cref="Copy"/>, but never a hard link: who writes to the one doesn't change the other.</summary>
    public static void CopyApart(string source, string target, Action<long> progress, CancellationToken cancellation)
    {
        source = new FileInfo(source).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? source;
        if (!OperatingSystem.IsWindows() && UnixLinks.TryClone(source, target))
            progress(new FileInfo(target).Length);
        else
            CopyBytes(source, target, progress, cancellation);
    }

    /// <summary>Reads and writes, in the kernel where it can.</summary>
    internal static void CopyBytes(string source, string target, Action<long> progress, CancellationToken cancellation)
    {
        using var from = File.OpenHandle(source, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete,
            FileOptions.SequentialScan);
        using var to = File.OpenHandle(target, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        try
        {
            long done = OperatingSystem.IsLinux() ? CopyInKernel(from, to, progress, cancellation) : 0;
            CopyByHand(from, to, done, progress, cancellation);
            RandomAccess.FlushToDisk(to);
        }
        catch
        {
            to.Dispose();
            File.Delete(target);
            throw;
        }
    }

    private static FileCopyMethod? TryClone(string source, string target)
    {
        if (OperatingSystem.IsWindows())
            return WindowsLinks.TryHardLink(source, target) ? FileCopyMethod.HardLink : null;
        if (UnixLinks.TryClone(source, target))
            return FileCopyMethod.Clone;
        return UnixLinks.TryHardLink(source, target) ? FileCopyMethod.HardLink : null;
    }

    /// <summary>Bytes copied until the end, or until the kernel couldn't.</summary>
    [SupportedOSPlatform("linux")]
    private static long CopyInKernel(SafeFileHandle from, SafeFileHandle to, Action<long> progress, CancellationToken cancellation)
    {
        long done = 0;
        while (UnixLinks.CopyRange(from, to, Chunk) is > 0 and var copied)
        {
            cancellation.ThrowIfCancellationRequested();
            done += copied;
            progress(copied);
        }
        return done;
    }

    private static void CopyByHand(SafeFileHandle from, SafeFileHandle to, long at, Action<long> progress, CancellationToken cancellation)
    {
        var buffer = new byte[Buffer];
        for (int read; (read = RandomAccess.Read(from, buffer, at)) > 0; at += read)
        {
            cancellation.ThrowIfCancellationRequested();
            RandomAccess.Write(to, buffer.AsSpan(0, read), at);
            progress(read);
        }
    }
}
