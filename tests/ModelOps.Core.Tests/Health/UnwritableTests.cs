namespace ModelOps.Core.Tests.Health;

/// <summary>Lists are shown where nothing can be written, as things stand: what a dead worker left can't be written down meanwhile.</summary>
public sealed class UnwritableTests : IDisposable
{
    private const string Sessions = "sessions Interrupted Interrupted running 0 interrupted 1 queued 0";
    private const string Models = "models Interrupted training 0 interrupted dead skipped 0";
    private const string Slots = "slots kept unknown datasets 0";

    private readonly TempHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public void ListsAreShownOnAFullDiskAndTheRepairIsMadeOnceThereIsRoom()
    {
        var (lines, isDisk) = Storage.SmallDisk.Run("full-disk-look", home.File("disk"));

        Assert.Equal([Sessions, Models, Slots], lines[..3]);
        Assert.Contains("count as interrupted", lines[3]);
        Assert.Contains(isDisk ? "full" : "can't be used", lines[3]);
        Assert.Equal([Sessions, Models, Slots], lines[4..7]);
        Assert.StartsWith("notice The ", lines[7]);
        Assert.Equal("state Interrupted", lines[8]);
    }

    /// <summary>Closed, a registry has no log; with a process that has it open, or was killed, it has one.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ListsAreShownWhereTheFolderCannotBeWritten(bool closed)
    {
        var workspace = home.Open();
        UnwritableLook.Prepare(workspace);
        if (closed)
            workspace.Dispose();
        Assert.Equal(!closed, File.Exists(home.Home.RegistryFile + "-wal"));

        var lines = ReadOnlyDisk.Run("read-only-look", home.Path);

        Assert.Equal([Sessions, Models, Slots], lines[..3]);
        Assert.Contains("can be read but not written", lines[3]);
        Assert.Contains("count as interrupted", lines[3]);
        Assert.StartsWith("change Unavailable RegistryReadOnly: ", lines[4]);
        Assert.Matches("^save Unavailable AccessDenied: Can't write '.*/new': .* Check the permissions", lines[5]);
        Assert.Equal(SessionState.Interrupted, home.Open().Sessions.Get(TestModels.Id("dead")).State);
    }
}
