using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace ModelOps.Core;

/// <summary>System calls that .NET has no method for.</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class UnixCalls
{
    private const int ReadOnly = 0;
    private const int CloseOnExecLinux = 0x80000;
    private const int CloseOnExecMac = 0x1000000;
    private const int CurrentFolder = -100;
    private const uint ExchangeLinux = 2;
    private const uint SwapMac = 2;
    private const int InvalidArgument = 22;

    /// <summary>fsync of a folder. File systems that have no such thing (EINVAL) are left alone.</summary>
    public static void FlushFolder(string folder)
    {
        int descriptor = Open(folder, ReadOnly | (OperatingSystem.IsMacOS() ? CloseOnExecMac : CloseOnExecLinux));
        if (descriptor < 0)
            throw Failure($"Can't open the folder '{folder}' to flush it");
        try
        {
            if (FSync(descriptor) != 0 && Marshal.GetLastPInvokeError() != InvalidArgument)
                throw Failure($"Can't flush the folder '{folder}'");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Ends the process without running what was registered for its end.</summary>
    [LibraryImport("libc", EntryPoint = "_exit")]
    public static partial void Exit(int code);

    /// <summary>Swaps two paths in one step. False where the system or file system can't, or one of them is gone.</summary>
    public static bool Exchange(string a, string b)
    {
        try
        {
            return (OperatingSystem.IsMacOS() ? RenameSwap(a, b, SwapMac) : RenameAt(CurrentFolder, a, CurrentFolder, b, ExchangeLinux)) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    private static IOException Failure(string what)
    {
        int error = Marshal.GetLastPInvokeError();
        return new IOException($"{what}: {new Win32Exception(error).Message}.", error);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int RenameAt(int fromFolder, string from, int toFolder, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "renamex_np", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int RenameSwap(string from, string to, uint flags);
}
