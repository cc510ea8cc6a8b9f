namespace ModelOps.Core;

/// <summary>The folder everything is kept in: there, writable, with room, on a disk that SQLite can share.</summary>
internal sealed class HomeCheck : HealthCheck
{
    private const long LittleSpace = 2L << 30;
    private const long NoSpace = 100L << 20;
    private static readonly string[] NetworkFormats = ["nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "afs", "fuse.sshfs", "9p"];

    public override string Name => "home";

    public override IEnumerable<ModelOpsFinding> Run(DiagnosisContext context)
    {
        var path = context.Home.Path;
        if (File.Exists(path))
        {
            yield return Failure($"'{path}' is a file, not a folder.", "Let MODELOPS_HOME (--home) name a folder.", path);
            yield break;
        }
        if (!Directory.Exists(path))
            yield return Ok($"'{path}' isn't there yet; the first command that keeps something makes it.");
        else if (DiskSpace.WhyNotWritable(path) is { } reason)
            yield return Failure($"'{path}' can't be written: {reason}",
                "Check its permissions and the disk's mount, or let MODELOPS_HOME name another folder.", path);
        else
            yield return Ok($"'{path}' can be written.");
        yield return Space(path);
    }

    private ModelOpsFinding Space(string path)
    {
        var drive = DiskSpace.Drive(path);
        var free = $"{DisplayText.Size(drive.AvailableFreeSpace)} of {DisplayText.Size(drive.TotalSize)} "
            + $"are free on its disk ({drive.DriveFormat}).";
        const string Advice = "Free some space: Get-Model | Sort-Object SizeBytes shows the largest models, "
            + "Remove-Model deletes one with its checkpoints.";
        if (drive.AvailableFreeSpace < NoSpace)
            return Failure("Only " + free, Advice, path);
        if (drive.AvailableFreeSpace < LittleSpace)
            return Warning("Only " + free, Advice, path);
        return NetworkFormats.Contains(drive.DriveFormat.ToLowerInvariant())
            ? Warning($"It is on a network file system ({drive.DriveFormat}), where SQLite's log can't be shared between machines.",
                "Use it from one machine at a time, or keep MODELOPS_HOME on a local disk.", path)
            : Ok(free);
    }
}
