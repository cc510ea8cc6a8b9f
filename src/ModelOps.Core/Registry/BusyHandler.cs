using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelOps.Core;

/// <summary>
/// How a connection waits for another one's lock: sleeps of a millisecond up to a limit. SQLite's own busy_timeout can't be used:
/// the packaged SQLite was built without usleep, so that it waits in whole seconds.
/// </summary>
internal static unsafe class BusyHandler
{
    /// <summary>How long a lock is waited for before SQLITE_BUSY is given up to the caller.</summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly delegate* unmanaged[Cdecl]<nint, delegate* unmanaged[Cdecl]<nint, int, int>, nint, int> SetHandler =
        (delegate* unmanaged[Cdecl]<nint, delegate* unmanaged[Cdecl]<nint, int, int>, nint, int>)
        NativeLibrary.GetExport(
            NativeLibrary.Load("e_sqlite3", typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly, null), "sqlite3_busy_handler");

    [ThreadStatic]
    private static long waitingSince;

    /// <summary>Sets the handler of an open connection. It takes the place of a busy_timeout.</summary>
    internal static void Install(SQLitePCL.sqlite3 handle)
    {
        int result = SetHandler(handle.DangerousGetHandle(), &Wait, 0);
        if (result != 0)
            throw new InvalidOperationException($"sqlite3_busy_handler returned {result}.");
    }

    /// <summary>SQLite calls it with the number of calls before for the same lock; 0 makes it give up.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Wait(nint state, int count)
    {
        if (count == 0)
            waitingSince = Stopwatch.GetTimestamp();
        else if (Stopwatch.GetElapsedTime(waitingSince) > Limit)
            return 0;
        Thread.Sleep(1);
        return 1;
    }
}
