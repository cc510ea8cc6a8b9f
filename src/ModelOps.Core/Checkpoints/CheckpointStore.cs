using System.Globalization;
using System.Text.Json;

namespace ModelOps.Core;

/// <summary>A checkpoint on disk whose manifest is there. <paramref name="Step"/> is the number of optimizer steps taken.</summary>
public sealed record Checkpoint(string Path, long Step)
{
    public string File(string name) => System.IO.Path.Combine(Path, name);
}

/// <summary>A checkpoint that can't be used, and why.</summary>
public sealed record DamagedCheckpoint(string Path, string Reason);

/// <summary>The newest sound checkpoint, and the newer ones that were passed over.</summary>
public sealed record CheckpointSearch(Checkpoint? Newest, IReadOnlyList<DamagedCheckpoint> Damaged)
{
    /// <summary>Which checkpoints are damaged and how, as a sentence; empty where none is.</summary>
    public string Damage => Damaged.Count == 0
        ? ""
        : string.Join("; ", Damaged.Select(d => $"{System.IO.Path.GetFileName(d.Path)}: {d.Reason.TrimEnd('.')}")) + ".";
}

/// <summary>
/// The checkpoints of one session: folders step-00001200 with model.safetensors, optimizer.safetensors, state.json and
/// manifest.json (size and SHA-256 of every file). One counts only once its manifest is there and agrees.
/// </summary>
public sealed class CheckpointStore(string folder)
{
    private const string Prefix = "step-";
    private const int ManifestFormat = 1;
    /// <summary>Steps whose files this object wrote, flushed and hashed itself: no need to read them again before older ones go.</summary>
    private readonly HashSet<long> _written = [];

    public string Folder { get; } = folder;

    /// <summary>
    /// Writes a checkpoint: every file flushed, then the manifest, in a folder beside that is renamed at the end. One of the same step is
    /// replaced. When it fails (a full disk), nothing of it is left and the older ones are untouched.
    /// </summary>
    public Checkpoint Write(long step, IReadOnlyList<(string Name, Action<Stream> Write)> files)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        var target = Path.Combine(Folder, Name(step));
        using var draft = FolderDraft.Beside(target);
        var entries = new List<CheckpointManifest.Entry>(files.Count);
        foreach (var (name, write) in files)
            entries.Add(WriteHashed(draft, name, write));
        var manifest = new CheckpointManifest { Format = ManifestFormat, Step = step, Files = entries };
        draft.Write(CheckpointManifest.FileName, stream => stream.Write(manifest.ToJson()));
        DiskSpace.Guard(target, draft.Replace);
        _written.Add(step);
        return new Checkpoint(target, step);
    }

    /// <summary>Every checkpoint with a manifest, newest first; contents unchecked.</summary>
    public IReadOnlyList<Checkpoint> List() => Folders().Where(c => File.Exists(c.File(CheckpointManifest.FileName))).ToList();

    /// <summary>The newest one whose files agree with its manifest in size and SHA-256.</summary>
    public CheckpointSearch FindNewestSound()
    {
        var damaged = new List<DamagedCheckpoint>();
        foreach (var checkpoint in Folders())
        {
            if (Verify(checkpoint) is not { } reason)
                return new CheckpointSearch(checkpoint, damaged);
            damaged.Add(new DamagedCheckpoint(checkpoint.Path, reason));
        }
        return new CheckpointSearch(null, damaged);
    }

    /// <summary>What is wrong with one; null when sound.</summary>
    public string? Verify(Checkpoint checkpoint)
    {
        try
        {
            var manifest = CheckpointManifest.Read(checkpoint.File(CheckpointManifest.FileName));
            if (manifest.Format != ManifestFormat)
                return $"{CheckpointManifest.FileName} has format {manifest.Format}; this version reads {ManifestFormat}";
            if (manifest.Step != checkpoint.Step)
                return $"{CheckpointManifest.FileName} is for step {manifest.Step}";
            if (manifest.Files.Count == 0)
                return $"{CheckpointManifest.FileName} names no files";
            return manifest.Files.Select(entry => WrongSize(checkpoint, entry)).FirstOrDefault(reason => reason is not null)
                ?? manifest.Files.Select(entry => WrongContent(checkpoint, entry)).FirstOrDefault(reason => reason is not null);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return $"{Path.GetFileName((e as FileNotFoundException)?.FileName) ?? CheckpointManifest.FileName} is missing";
        }
        catch (JsonException e)
        {
            return $"{CheckpointManifest.FileName} can't be read: {e.Message}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    /// <summary>
    /// Deletes all but the newest <paramref name="keep"/> and those whose step is in <paramref name="protect"/>; leftovers of interrupted
    /// writes too. The newest sound one always stays: where none of those to be kept is sound, the newest sound one of the rest is kept as
    /// well.
    /// </summary>
    public void Prune(int keep, IReadOnlyCollection<long> protect)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keep);
        PartialName.RemoveLeftovers(Folder);
        var all = Folders();
        var kept = all.Where((c, i) => i < keep || protect.Contains(c.Step)).ToList();
        var doomed = all.Except(kept).ToList();
        if (doomed.Count == 0)
            return;
        if (!kept.Any(IsSound) && doomed.FirstOrDefault(IsSound) is { } lastSound)
            doomed.Remove(lastSound);
        foreach (var checkpoint in doomed)
        {
            _written.Remove(checkpoint.Step);
            DiskSpace.Guard(checkpoint.Path, () => FolderDraft.Delete(checkpoint.Path));
        }
    }

    private static CheckpointManifest.Entry WriteHashed(FolderDraft draft, string name, Action<Stream> write)
    {
        if (name != Path.GetFileName(name) || name.Length == 0 || name == CheckpointManifest.FileName)
            throw new ArgumentException($"'{name}' can't be the name of a checkpoint's file.", nameof(name));
        CheckpointManifest.Entry entry = null!;
        draft.Write(name, stream =>
        {
            using var hashed = new HashingStream(stream);
            write(hashed);
            entry = new(name, hashed.Written, hashed.TakeSha256());
        });
        return entry;
    }

    private bool IsSound(Checkpoint checkpoint) =>
        _written.Contains(checkpoint.Step) ? WrongSizes(checkpoint) is null : Verify(checkpoint) is null;

    private static string? WrongSizes(Checkpoint checkpoint)
    {
        try
        {
            return CheckpointManifest.Read(checkpoint.File(CheckpointManifest.FileName)).Files
                .Select(entry => WrongSize(checkpoint, entry)).FirstOrDefault(reason => reason is not null);
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private static string? WrongSize(Checkpoint checkpoint, CheckpointManifest.Entry entry)
    {
        var file = new FileInfo(checkpoint.File(Path.GetFileName(entry.Name)));
        if (!file.Exists)
            return $"{entry.Name} is missing";
        return file.Length == entry.Bytes ? null : $"{entry.Name} has {file.Length} bytes instead of {entry.Bytes}";
    }

    private static string? WrongContent(Checkpoint checkpoint, CheckpointManifest.Entry entry) =>
        FileHash.Sha256(checkpoint.File(Path.GetFileName(entry.Name))) == entry.Sha256
            ? null
            : $"{entry.Name} has another SHA-256 than its manifest says";

    private static string Name(long step) => Prefix + step.ToString("D8", CultureInfo.InvariantCulture);

    /// <summary>Every folder with a checkpoint's name, newest first.</summary>
    private List<Checkpoint> Folders()
    {
        if (!Directory.Exists(Folder))
            return [];
        return Directory.EnumerateDirectories(Folder, Prefix + "*")
            .Select(path => (Path: path, Step: StepOf(Path.GetFileName(path))))
            .Where(c => c.Step is not null)
            .Select(c => new Checkpoint(c.Path, c.Step!.Value))
            .OrderByDescending(c => c.Step).ToList();
    }

    private static long? StepOf(string name) =>
        long.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long step) && name == Name(step)
            ? step
            : null;
}
