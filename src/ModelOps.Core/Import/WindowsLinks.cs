using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace ModelOps.Core;

[SupportedOSPlatform("windows")]
internal static partial class WindowsLinks
{
    /// <summary>Gives a file a second name. False where that can't be.</summary>
    public static bool TryHardLink(string source, string target) => CreateHardLink(target, source, 0);

    [LibraryImport("kernel32.dll", EntryPoint = "CreateHardLinkW", StringMarshalling = StringMarshalling.Utf16, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateHardLink(string target, string source, nint security);
}
