using System.Runtime.InteropServices;
using ModelOps.Core;

namespace ModelOps.Host.Output;

/// <summary>
/// Standard output into a pipe, for as long as somebody reads it. A Unix program ends by SIGPIPE when it writes to a pipe whose reader
/// is gone (`modelops logs ID --follow | head`); .NET ignores the signal and the failed write, and would go on for nobody.
/// </summary>
internal sealed partial class ReaderAwareStream(Stream output) : ForwardWriteStream(output)
{
    private const int StandardOutput = 1;
    /// <summary>POLLERR and POLLHUP, the same on Linux and macOS.</summary>
    private const short Gone = 0x08 | 0x10;

    /// <summary>From here on the process ends, with exit code 141, at the first line that nobody can read any more.</summary>
    public static void Watch()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
            return;
        Console.SetOut(new StreamWriter(new ReaderAwareStream(Console.OpenStandardOutput()), Console.Out.Encoding) { AutoFlush = true });
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var polled = new PollFd { Descriptor = StandardOutput };
        if (Poll(ref polled, 1, 0) > 0 && (polled.Found & Gone) != 0)
            Environment.Exit(ExitCodes.ReaderGone);
        Inner.Write(buffer);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Descriptor;
        public short Wanted;
        public short Found;
    }

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref PollFd descriptors, nuint count, int milliseconds);
}
