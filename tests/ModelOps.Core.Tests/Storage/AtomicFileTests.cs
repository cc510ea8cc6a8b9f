namespace ModelOps.Core.Tests.Storage;

public sealed class AtomicFileTests : IDisposable
{
    /// <summary>No process has it: Linux gives out at most 2^22, others less.</summary>
    private const int NoProcess = 99_999_999;

    private readonly TempHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Writes_replaces_and_makes_the_folder()
    {
        var path = _home.File("a", "b", "file.txt");

        AtomicFile.WriteText(path, "one");
        AtomicFile.WriteText(path, "zwei ✓");

        Assert.Equal("zwei ✓"u8.ToArray(), File.ReadAllBytes(path));
        Assert.Single(Directory.EnumerateFileSystemEntries(_home.File("a", "b")));
    }

    [Fact]
    public void A_write_that_fails_leaves_what_was_there_and_nothing_else()
    {
        var path = _home.File("file.txt");
        AtomicFile.WriteText(path, "old");

        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[1 << 20]);
            throw new InvalidOperationException();
        }));

        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.EnumerateFileSystemEntries(_home.Path));
    }

    [Fact]
    public void Without_overwrite_a_file_that_came_meanwhile_is_left()
    {
        var path = _home.File("file.txt");

        var error = Assert.Throws<ModelOpsException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("mine"u8);
            File.WriteAllText(path, "theirs");
        }, overwrite: false));

        Assert.Equal((ErrorKind.AlreadyExists, "FileExists"), (error.Kind, error.ErrorId));
        Assert.Equal("theirs", File.ReadAllText(path));
        Assert.Single(Directory.EnumerateFileSystemEntries(_home.Path));
    }

    [Fact]
    public void Leftovers_of_dead_processes_go_and_others_stay()
    {
        var dead = _home.File($"file.txt.partial-{NoProcess}-0123abcd");
        var alive = _home.File($"file.txt.partial-{Environment.ProcessId}-0123abcd");
        var foreign = _home.File($"other.txt.partial-{NoProcess}-0123abcd");
        var lookalike = _home.File("file.txt.partial-notes-of-mine");
        foreach (var file in new[] { dead, alive, foreign, lookalike })
            File.WriteAllText(file, "x");

        AtomicFile.WriteText(_home.File("file.txt"), "y");

        Assert.False(File.Exists(dead));
        Assert.True(File.Exists(alive));
        Assert.True(File.Exists(foreign));
        Assert.True(File.Exists(lookalike));
    }

    [Fact]
    public void A_process_that_began_later_is_not_the_writer()
    {
        var old = _home.File($"file.txt.partial-{Environment.ProcessId}-0123abcd");
        File.WriteAllText(old, "x");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-300));

        AtomicFile.WriteText(_home.File("file.txt"), "y");

        Assert.False(File.Exists(old));
    }

    [Fact]
    public void A_folder_that_was_set_aside_comes_back_when_its_successor_never_came()
    {
        var aside = _home.File($"thing.replaced-{NoProcess}-0123abcd");
        Directory.CreateDirectory(aside);
        File.WriteAllText(Path.Combine(aside, "content"), "x");

        PartialName.RemoveLeftovers(_home.Path);

        Assert.Equal("x", File.ReadAllText(_home.File("thing", "content")));
        Assert.False(Directory.Exists(aside));
    }

    [Fact]
    public async Task Concurrent_writers_leave_one_whole_file()
    {
        var path = _home.File("file.bin");
        await Task.WhenAll(Enumerable.Range(1, 8).Select(i => Task.Run(() =>
        {
            for (int n = 0; n < 20; n++)
                AtomicFile.Write(path, stream => stream.Write(Enumerable.Repeat((byte)i, 100_000).ToArray()));
        })));

        var content = File.ReadAllBytes(path);
        Assert.Equal(100_000, content.Length);
        Assert.Single(content.Distinct());
        Assert.Single(Directory.EnumerateFileSystemEntries(_home.Path));
    }

    [Fact]
    public void A_place_that_can_not_be_written_is_named()
    {
        File.WriteAllText(_home.File("file"), "x");

        var error = Assert.ThrowsAny<Exception>(() => AtomicFile.WriteText(_home.File("file", "below.txt"), "y"));

        Assert.Contains("file", error.Message, StringComparison.Ordinal);
    }
}
