namespace ModelOps.Core;

/// <summary>Time since the machine was booted: the same for all its processes, and moved by no change of the clock.</summary>
internal static class BootClock
{
    /// <summary>Milliseconds since the boot.</summary>
    public static long Now => Environment.TickCount64;
}
