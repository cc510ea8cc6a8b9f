namespace ModelOps.Core;

/// <summary>A checkpoint on disk whose manifest is there. <paramref name="Step"/> is the number of optimizer steps taken.</summary>
public sealed record Checkpoint(string Path, long Step)
{
    public string File(string name) => System.IO.Path.Combine(Path, name);
}

/// <summary>A checkpoint that can't be used, and why.</summary>
public sealed record DamagedCheckpoint(string Path, string Reason);

/// <summary>The newest sound checkpoint, and the newer ones that were passed over.</summary>
public sealed record CheckpointSearch(Checkpoint? Newest, IReadOnlyList<DamagedCheckpoint> Damaged);

/// <summary>
/// The checkpoints of one session: folders step-00001200 with model.safetensors, optimizer.safetensors, state.json and
/// manifest.json (size and SHA-256 of every file). One counts only once its manifest is there and agrees.
/// </summary>
public sealed class CheckpointStore(string folder)
{
    public string Folder { get; } = folder;

    /// <summary>
    /// Writes a checkpoint: every file flushed, then the manifest, in a folder beside that is renamed at the end.
    /// When it fails (a full disk), nothing of it is left and the older ones are untouched.
    /// </summary>
    public Checkpoint Write(long step, IReadOnlyList<(string Name, Action<Stream> Write)> files) => throw new NotImplementedException();
    /// <summary>Every checkpoint with a manifest, newest first; contents unchecked.</summary>
    public IReadOnlyList<Checkpoint> List() => throw new NotImplementedException();
    /// <summary>The newest one whose files agree with its manifest in size and SHA-256.</summary>
    public CheckpointSearch FindNewestSound() => throw new NotImplementedException();
    /// <summary>What is wrong with one; null when sound.</summary>
    public string? Verify(Checkpoint checkpoint) => throw new NotImplementedException();
    /// <summary>Deletes all but the newest <paramref name="keep"/> and those whose step is in <paramref name="protect"/>; leftovers of interrupted writes too.</summary>
    public void Prune(int keep, IReadOnlyCollection<long> protect) => throw new NotImplementedException();
}
