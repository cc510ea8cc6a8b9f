using System.Text;

namespace ModelOps.Core.Tests.Checkpoints;

public sealed class CheckpointStoreTests : IDisposable
{
    private readonly TempHome _home = new();
    private readonly CheckpointStore _store;

    public CheckpointStoreTests() => _store = new CheckpointStore(_home.File("checkpoints"));

    public void Dispose() => _home.Dispose();

    private Checkpoint Write(long step, string content = "weights") => Write(_store, step, content);

    private static Checkpoint Write(CheckpointStore store, long step, string content) => store.Write(step,
    [
        ("model.safetensors", stream => stream.Write(Encoding.UTF8.GetBytes(content + step))),
        ("state.json", stream => stream.Write("{}"u8)),
    ]);

    private IEnumerable<string?> Entries => Directory.EnumerateFileSystemEntries(_store.Folder).Select(Path.GetFileName).Order();

    [Fact]
    public void A_checkpoint_has_its_files_and_a_manifest_that_agrees()
    {
        var written = Write(1200);

        Assert.Equal(("step-00001200", 1200L), (Path.GetFileName(written.Path), written.Step));
        Assert.Equal("weights1200", File.ReadAllText(written.File("model.safetensors")));
        Assert.Null(_store.Verify(written));
        Assert.Equal([written], _store.List());
        Assert.Equal(written, _store.FindNewestSound().Newest);
        var manifest = CheckpointManifest.Read(written.File("manifest.json"));
        Assert.Equal([("model.safetensors", 11L), ("state.json", 2L)], manifest.Files.Select(f => (f.Name, f.Bytes)));
        Assert.All(manifest.Files, f => Assert.Equal(FileHash.Sha256(written.File(f.Name)), f.Sha256));
    }

    [Fact]
    public void An_empty_or_absent_folder_has_none()
    {
        Assert.Empty(_store.List());
        Assert.Equal((null, 0), (_store.FindNewestSound().Newest, _store.FindNewestSound().Damaged.Count));
        _store.Prune(1, []);
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("changed")]
    [InlineData("file missing")]
    [InlineData("no manifest")]
    [InlineData("half a manifest")]
    [InlineData("empty manifest")]
    [InlineData("other step")]
    [InlineData("null manifest")]
    [InlineData("null file")]
    public void A_damaged_one_is_passed_over_with_its_reason(string damage)
    {
        var older = Write(10);
        var newer = Write(20);
        var (model, manifest) = (newer.File("model.safetensors"), newer.File("manifest.json"));
        switch (damage)
        {
            case "truncated": File.WriteAllText(model, "weights"); break;
            case "changed": File.WriteAllText(model, "weightz20"); break;
            case "file missing": File.Delete(model); break;
            case "no manifest": File.Delete(manifest); break;
            case "half a manifest": File.WriteAllText(manifest, File.ReadAllText(manifest)[..60]); break;
            case "empty manifest": File.WriteAllText(manifest, "{\"format\":1,\"step\":20,\"files\":[]}"); break;
            case "other step": File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("20", "30", StringComparison.Ordinal)); break;
            case "null manifest": File.WriteAllText(manifest, "null"); break;
            case "null file": File.WriteAllText(manifest, "{\"format\":1,\"step\":20,\"files\":[null]}"); break;
        }

        var search = _store.FindNewestSound();

        Assert.Equal(older, search.Newest);
        var passed = Assert.Single(search.Damaged);
        Assert.Equal(newer.Path, passed.Path);
        Assert.NotEmpty(passed.Reason);
        Assert.Equal($"step-00000020: {passed.Reason.TrimEnd('.')}.", search.Damage);
    }

    [Fact]
    public void A_manifest_can_not_point_out_of_its_folder()
    {
        var checkpoint = Write(10);
        File.WriteAllText(_home.File("outside"), "x");
        var entry = new CheckpointManifest.Entry("../../outside", 1, FileHash.Sha256(_home.File("outside")));
        File.WriteAllBytes(checkpoint.File("manifest.json"), new CheckpointManifest { Format = 1, Step = 10, Files = [entry] }.ToJson());

        Assert.NotNull(_store.Verify(checkpoint));
        Assert.Throws<ArgumentException>(() => _store.Write(20, [("../x", _ => { })]));
        Assert.Throws<ArgumentException>(() => _store.Write(20, [("manifest.json", _ => { })]));
    }

    [Fact]
    public void A_write_that_fails_leaves_the_older_ones_and_nothing_of_itself()
    {
        Write(10);

        Assert.Throws<InvalidOperationException>(() => _store.Write(20,
        [
            ("model.safetensors", stream => stream.Write("x"u8)),
            ("state.json", _ => throw new InvalidOperationException()),
        ]));

        Assert.Equal(["step-00000010"], Entries);
        Assert.Equal(10, _store.FindNewestSound().Newest!.Step);
    }

    [Fact]
    public void The_same_step_is_replaced()
    {
        var first = Write(10);
        File.WriteAllText(first.File("model.safetensors"), "torn");
        Write(10, "again");

        Assert.Equal("again10", File.ReadAllText(first.File("model.safetensors")));
        Assert.Null(_store.Verify(first));
        Assert.Equal(["step-00000010"], Entries);
    }

    [Fact]
    public void Pruning_keeps_the_newest_and_the_protected()
    {
        foreach (long step in new[] { 10, 20, 30, 40, 50 })
            Write(step);

        _store.Prune(2, [10]);

        Assert.Equal([50, 40, 10], _store.List().Select(c => c.Step));
        Assert.Equal(3, Entries.Count());
    }

    [Fact]
    public void Pruning_never_removes_the_newest_sound_one()
    {
        foreach (long step in new[] { 10, 20, 30, 40 })
            Write(step);
        File.WriteAllText(_store.List()[0].File("model.safetensors"), "torn");
        File.WriteAllText(_store.List()[1].File("state.json"), "torn");

        new CheckpointStore(_store.Folder).Prune(2, []);
        Assert.Equal([40, 30, 20], _store.List().Select(c => c.Step));

        // The object that wrote them sees a damage of size as well.
        _store.Prune(1, []);
        Assert.Equal(20, _store.FindNewestSound().Newest!.Step);

        _store.Prune(0, []);
        Assert.Equal([20], _store.List().Select(c => c.Step));
    }

    [Fact]
    public void Leftovers_of_dead_processes_go_and_a_write_in_progress_stays()
    {
        Write(10);
        var dead = Path.Combine(_store.Folder, "step-00000020.partial-99999999-0123abcd");
        Directory.CreateDirectory(dead);
        File.WriteAllText(Path.Combine(dead, "model.safetensors"), "half");

        _store.Write(20, [("model.safetensors", stream =>
        {
            stream.Write("x"u8);
            // Another process comes by while this one writes.
            new CheckpointStore(_store.Folder).Prune(5, []);
        })]);

        Assert.Equal(["step-00000010", "step-00000020"], Entries);
        Assert.Equal(20, _store.FindNewestSound().Newest!.Step);
    }

    [Fact]
    public void Folders_of_other_names_are_left_alone()
    {
        Write(10);
        foreach (var name in new[] { "step-1", "step-000000x0", "notes" })
            Directory.CreateDirectory(Path.Combine(_store.Folder, name));

        _store.Prune(1, []);

        Assert.Equal([10], _store.List().Select(c => c.Step));
        Assert.Equal(4, Entries.Count());
    }
}
