namespace ModelOps.Core.Tests.Storage;

/// <summary>What happens when the disk fills up: the work is done by a child process, see <see cref="FullDisk"/>.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly TempHome _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("file")]
    [InlineData("checkpoint")]
    [InlineData("dataset")]
    [InlineData("slot")]
    public void A_full_disk_is_named_and_what_was_there_stays(string what)
    {
        var (lines, isDisk) = SmallDisk.Run("full-disk-" + what, _home.File("disk"));

        Assert.Equal(isDisk ? "Unavailable DiskFull" : "Unavailable FileTooLarge", lines[0]);
        Assert.Contains(_home.File("disk"), lines[1], StringComparison.Ordinal);
        Assert.Contains(isDisk ? "Free some space" : "ulimit", lines[1], StringComparison.Ordinal);
        Assert.Equal("sound", lines[2]);
        Assert.Equal("left:", lines[3].Trim());
    }
}
