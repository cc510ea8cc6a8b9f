namespace ModelOps.Core.Tests.Storage;

public sealed class FolderDraftTests : IDisposable
{
    private readonly TempHome _home = new();

    public void Dispose() => _home.Dispose();

    private FolderDraft Draft(string content)
    {
        var draft = FolderDraft.Beside(_home.File("thing"));
        draft.Write("content", stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(content)));
        return draft;
    }

    private string Content => File.ReadAllText(_home.File("thing", "content"));

    [Fact]
    public void A_draft_is_placed_once_and_replaced_whole()
    {
        using (var first = Draft("one"))
            Assert.True(first.TryPlace());
        using (var second = Draft("two"))
        {
            Assert.False(second.TryPlace());
            Assert.Equal("one", Content);
            second.Replace();
        }
        Assert.Equal("two", Content);
        Assert.Single(Directory.EnumerateFileSystemEntries(_home.Path));
    }

    [Fact]
    public void An_abandoned_draft_leaves_nothing()
    {
        Draft("one").Dispose();

        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.Path));
    }

    [Fact]
    public async Task There_is_a_whole_folder_at_every_moment_while_others_replace_it()
    {
        using (var first = Draft("0"))
            first.TryPlace();
        using var done = new CancellationTokenSource();
        var seen = new TaskCompletionSource();
        var watcher = Task.Factory.StartNew(() =>
        {
            while (!done.IsCancellationRequested)
            {
                // The folder may be swapped between the two look-ups of a path; each file that opens is whole.
                try
                {
                    Assert.NotEqual("", Content);
                    seen.TrySetResult();
                }
                catch (FileNotFoundException)
                {
                }
            }
        }, TaskCreationOptions.LongRunning);
        await seen.Task;

        await Task.WhenAll(Enumerable.Range(1, 4).Select(i => Task.Run(() =>
        {
            for (int n = 0; n < 25; n++)
            {
                using var draft = Draft($"{i}");
                draft.Replace();
            }
        })));
        done.Cancel();

        await watcher;
        Assert.Single(Directory.EnumerateFileSystemEntries(_home.Path));
        Assert.Contains(Content, new[] { "1", "2", "3", "4" });
    }

    [Fact]
    public async Task Without_a_swap_of_the_system_one_whole_folder_is_left_too()
    {
        await Task.WhenAll(Enumerable.Range(1, 4).Select(i => Task.Run(() =>
        {
            for (int n = 0; n < 25; n++)
            {
                using var draft = Draft($"{i}");
                draft.Replace(exchange: false);
            }
        })));

        Assert.Single(Directory.EnumerateFileSystemEntries(_home.Path));
        Assert.Contains(Content, new[] { "1", "2", "3", "4" });
    }

    [Fact]
    public void Deleting_tells_whether_there_was_one()
    {
        using (var draft = Draft("x"))
            draft.TryPlace();

        Assert.True(FolderDraft.Delete(_home.File("thing")));
        Assert.False(FolderDraft.Delete(_home.File("thing")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.Path));
    }
}
