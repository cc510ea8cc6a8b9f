using System.Text;

namespace ModelOps.Core;

/// <summary>
/// A text file of the user's that is changed in places. It is changed only where it is UTF-8, for other bytes could not be written back; its
/// byte order mark stays, and so does a link that leads to it.
/// </summary>
internal static class UserTextFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>InvalidInput where the file holds anything but UTF-8.</summary>
    public static void CheckCanChange(string path)
    {
        try
        {
            _ = Strict.GetCharCount(File.ReadAllBytes(path));
        }
        catch (DecoderFallbackException)
        {
            throw Error.Of(ErrorKind.InvalidInput, "FileNotUtf8", path);
        }
    }

    /// <summary>Replaces the file's text.</summary>
    public static void Write(string path, string text)
    {
        var target = Target(path);
        AtomicFile.Write(target, stream => stream.Write([.. Mark(target), .. Strict.GetBytes(text)]));
    }

    /// <summary>The file itself where a link leads to it.</summary>
    public static string Target(string path) =>
        File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target ? target.FullName : path;

    /// <summary>The byte order mark that the file begins with, if any.</summary>
    private static byte[] Mark(string path)
    {
        var mark = Encoding.UTF8.GetPreamble();
        if (!File.Exists(path))
            return [];
        using var file = File.OpenRead(path);
        var begin = new byte[mark.Length];
        return file.ReadAtLeast(begin, mark.Length, throwOnEndOfStream: false) == mark.Length && begin.AsSpan().SequenceEqual(mark)
            ? mark
            : [];
    }
}
