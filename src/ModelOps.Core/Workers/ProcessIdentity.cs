using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace ModelOps.Core;

/// <summary>
/// A process, told from a later one that got the same number: its id, when it started and on which boot of which machine.
/// </summary>
/// <param name="Id">Process id.</param>
/// <param name="Start">Linux: clock ticks between boot and start (/proc/ID/stat, field 22); elsewhere the start time in .NET ticks,
/// UTC.</param>
/// <param name="Machine">Linux: boot id and process id namespace; elsewhere the machine's name. Ids of one aren't known to another.</param>
internal sealed record ProcessIdentity(int Id, long Start, string Machine)
{
    private static readonly Lazy<string> ThisMachine = new(FindMachine);

    /// <summary>This process.</summary>
    public static ProcessIdentity Current { get; } =
        Find(Environment.ProcessId) ?? throw new InvalidOperationException("This process has no start time.");

    /// <summary>
    /// The running process of an id on this machine; null where there is none, or one that has ended and only waits to be collected.
    /// </summary>
    public static ProcessIdentity? Find(int id) =>
        (OperatingSystem.IsLinux() ? LinuxStart(id) : StartTime(id)) is { } start ? new(id, start, ThisMachine.Value) : null;

    /// <summary>Whether its id means anything here: on another machine, or another boot of this one, nothing can be said from it.</summary>
    public bool IsLocal => Machine == ThisMachine.Value;

    /// <summary>
    /// Whether it is of this boot of this machine, be it in another container: what <see cref="BootClock"/> told there holds here.
    /// </summary>
    public bool IsOfThisBoot => Machine.Split('/')[0] == ThisMachine.Value.Split('/')[0];

    /// <summary>Whether the process runs. Only for a local one.</summary>
    public bool IsAlive => Find(Id)?.Start == Start;

    /// <summary>As the registry keeps it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id}:{Start}:{Machine}");

    public static ProcessIdentity Parse(string text)
    {
        var parts = text.Split(':', 3);
        return new(int.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture), parts[2]);
    }

    /// <summary>Linux: the parent of a process; null where there is no such process.</summary>
    public static int? ParentOf(int id) => LinuxStat(id) is { } fields ? int.Parse(fields[1], CultureInfo.InvariantCulture) : null;

    private static long? LinuxStart(int id) =>
        LinuxStat(id) is { } fields && fields[0] is not ("Z" or "X") ? long.Parse(fields[19], CultureInfo.InvariantCulture) : null;

    /// <summary>The fields of /proc/ID/stat from the third, the state, on.</summary>
    private static string[]? LinuxStat(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/stat");
            // The name, in parentheses, may hold anything.
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static long? StartTime(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.HasExited ? null : process.StartTime.ToUniversalTime().Ticks;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    private static string FindMachine()
    {
        const string BootId = "/proc/sys/kernel/random/boot_id";
        if (!File.Exists(BootId))
            return Environment.MachineName;
        var boot = File.ReadAllText(BootId).Trim();
        var space = new FileInfo("/proc/self/ns/pid").LinkTarget;
        return $"{boot}/{space}";
    }
}
