using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ModelOps.Core;

/// <summary>
/// A job that a process and all it starts belong to, and that ends with the last handle to it: with its owner, however that dies.
/// </summary>
internal sealed unsafe partial class WindowsJob : IDisposable
{
    private const int ExtendedLimitInformation = 9;
    private const uint KillOnClose = 0x2000;

    private nint handle;

    private WindowsJob(nint handle) => this.handle = handle;

    /// <summary>Puts a process into a new job; null where the system refuses (it is in a job that lets none nest).</summary>
    public static WindowsJob? Contain(Process process)
    {
        var job = CreateJobObject(0, 0);
        var limits = new ExtendedLimits { LimitFlags = KillOnClose };
        if (job != 0 && SetInformationJobObject(job, ExtendedLimitInformation, &limits, (uint)sizeof(ExtendedLimits)) != 0
            && AssignProcessToJobObject(job, process.Handle) != 0)
            return new(job);
        if (job != 0)
            _ = CloseHandle(job);
        return null;
    }

    public void Dispose()
    {
        nint closing = Interlocked.Exchange(ref handle, 0);
        if (closing != 0)
            _ = CloseHandle(closing);
    }

    /// <summary>JOBOBJECT_EXTENDED_LIMIT_INFORMATION.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ExtendedLimits
    {
        private readonly long processTime, jobTime;
        public uint LimitFlags;
        private readonly nuint leastWorkingSet, mostWorkingSet;
        private readonly uint activeProcesses;
        private readonly nuint affinity;
        private readonly uint priority, scheduling;
        private readonly ulong readOperations, writeOperations, otherOperations, readBytes, writtenBytes, otherBytes;
        private readonly nuint processMemory, jobMemory, peakProcessMemory, peakJobMemory;
    }

    [LibraryImport("kernel32", EntryPoint = "CreateJobObjectW")]
    private static partial nint CreateJobObject(nint security, nint name);
    [LibraryImport("kernel32")]
    private static partial int SetInformationJobObject(nint job, int kind, void* information, uint length);
    [LibraryImport("kernel32")]
    private static partial int AssignProcessToJobObject(nint job, nint process);
    [LibraryImport("kernel32")]
    private static partial int CloseHandle(nint handle);
}
