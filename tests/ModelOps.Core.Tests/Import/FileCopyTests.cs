namespace ModelOps.Core.Tests;

public sealed class FileCopyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("modelops-copy-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Source(int bytes)
    {
        var content = new byte[bytes];
        new Random(1).NextBytes(content);
        File.WriteAllBytes(Path.Combine(_folder, "source"), content);
        return Path.Combine(_folder, "source");
    }

    private string Target => Path.Combine(_folder, "target");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((3 << 20) + 7)]
    public void TheTargetHasTheSourcesBytes(int bytes)
    {
        var source = Source(bytes);
        long progress = 0;
        FileCopy.Copy(source, Target, n => progress += n, default);
        Assert.Equal(File.ReadAllBytes(source), File.ReadAllBytes(Target));
        Assert.Equal(bytes, progress);
        File.Delete(Target);

        progress = 0;
        FileCopy.CopyBytes(source, Target, n => progress += n, default);
        Assert.Equal(File.ReadAllBytes(source), File.ReadAllBytes(Target));
        Assert.Equal(bytes, progress);
    }

    [Fact]
    public void ALinkIsCopiedAsWhatItLeadsTo()
    {
        var source = Source(100);
        var link = Path.Combine(_folder, "link");
        File.CreateSymbolicLink(link, source);
        FileCopy.Copy(link, Target, _ => { }, default);
        File.Delete(link);
        Assert.Null(new FileInfo(Target).LinkTarget);
        Assert.Equal(100, new FileInfo(Target).Length);
    }

    [Fact]
    public void NothingIsOverwrittenAndACancelledCopyIsGone()
    {
        var source = Source(5 << 20);
        Assert.Throws<OperationCanceledException>(() => FileCopy.CopyBytes(source, Target, _ => { }, new(canceled: true)));
        Assert.False(File.Exists(Target));
        File.WriteAllText(Target, "mine");
        Assert.ThrowsAny<IOException>(() => FileCopy.CopyBytes(source, Target, _ => { }, default));
        Assert.Equal("mine", File.ReadAllText(Target));
    }

    /// <summary>
    /// The memory file system is another one than the temporary folder's, or has neither clones nor links across: then bytes are copied.
    /// </summary>
    [Fact]
    public void AcrossFileSystemsBytesAreCopied()
    {
        var source = Source(1000);
        var elsewhere = OperatingSystem.IsLinux() && Directory.Exists("/dev/shm") ? "/dev/shm" : _folder;
        var target = Path.Combine(elsewhere, $"modelops-copy-{Guid.NewGuid():N}");
        try
        {
            var method = FileCopy.Copy(source, target, _ => { }, default);
            Assert.Equal(File.ReadAllBytes(source), File.ReadAllBytes(target));
            if (elsewhere != _folder)
                Assert.Equal(FileCopyMethod.Copy, method);
        }
        finally
        {
            File.Delete(target);
        }
    }
}
