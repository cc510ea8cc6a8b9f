namespace ModelOps.Core.Tests;

public sealed class ModelScannerTests : IDisposable
{
    private readonly TempHome _home = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("modelops-scan-").FullName;
    private readonly Workspace _workspace;

    public ModelScannerTests() => _workspace = _home.Open();

    public void Dispose()
    {
        _home.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Path(params string[] names) => System.IO.Path.Combine([_folder, .. names]);

    private string[] Scan(bool recurse = true) => Shown(_workspace.Scanner.Scan(_folder, recurse));

    private static string[] Shown(IEnumerable<ModelScanResult> results) => [.. results.Select(r => $"{r.Status} {r.Name}")];

    private static void Touch(string path) => File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddSeconds(5));

    [Fact]
    public void NewModelsAreAddedWithAllTheirFilesSay()
    {
        GgufBuilder.Llama().Write(Path("deep", "tiny.gguf"));
        SafetensorsSample.Folder(Path("Qwen2-tiny"), parts: 2);

        Assert.Equal(["Added Qwen2-tiny", "Added tiny"], Scan());

        var gguf = _workspace.Models.Get("tiny");
        Assert.Equal((ModelState.Completed, "llama", "gguf", "Q4_K_M", 4096L),
            (gguf.State, gguf.Network, gguf.Format, gguf.Quantization, gguf.ContextLength));
        Assert.Equal((Path("deep"), Path("deep", "tiny.gguf"), true), (gguf.Path, gguf.WeightsPath, gguf.InPlace));
        Assert.Equal((ModelTier.Fast, false, true), (gguf.Tier, gguf.Thinking, gguf.Enabled));
        Assert.Equal(new FileInfo(Path("deep", "tiny.gguf")).Length, gguf.SizeBytes);
        Assert.Contains("messages", gguf.Details!.ChatTemplate);
        Assert.Equal(300, gguf.Details.VocabularySize);
        var folder = _workspace.Models.Get("Qwen2-tiny");
        Assert.Equal(("qwen2", 64L, "Qwen2Tokenizer"), (folder.Architecture, folder.Parameters, folder.Details!.Tokenizer));
        Assert.All(_workspace.Models.Find(), m => Assert.Null(m.Details));
    }

    [Fact]
    public void WhatIsUnchangedIsNotOpenedAgain()
    {
        var path = GgufBuilder.Llama().Write(Path("tiny.gguf"));
        var time = File.GetLastWriteTimeUtc(path);
        Scan();
        // Garbage of the same size and time: only opening the file could tell.
        var garbage = new byte[new FileInfo(path).Length];
        File.WriteAllBytes(path, garbage);
        File.SetLastWriteTimeUtc(path, time);
        Assert.Equal(["Unchanged tiny"], Scan());
        Touch(path);
        Assert.Equal(["Refused tiny"], Scan());
        Assert.Equal(ModelState.Failed, _workspace.Models.Get("tiny").State);
    }

    [Fact]
    public void ChangesAreFoundBySizeOrTime()
    {
        var path = GgufBuilder.Llama().Write(Path("tiny.gguf"));
        var folder = SafetensorsSample.Folder(Path("repo"));
        var added = _workspace.Scanner.Scan(_folder);
        GgufBuilder.Llama().Set("llama.context_length", 8192u).Write(path);
        Touch(path);
        Touch(System.IO.Path.Combine(folder, "tokenizer_config.json"));

        var changed = _workspace.Scanner.Scan(_folder);

        Assert.Equal(["Changed repo", "Changed tiny"], Shown(changed));
        Assert.Equal(added.Select(r => r.Id), changed.Select(r => r.Id));
        Assert.Equal(8192, _workspace.Models.Get("tiny").ContextLength);
        Assert.Equal(["Unchanged repo", "Unchanged tiny"], Scan());
    }

    [Fact]
    public void WhatIsGoneIsMissingUntilItIsBack()
    {
        var path = GgufBuilder.Llama().Write(Path("a", "tiny.gguf"));
        SafetensorsSample.Folder(Path("b"), parts: 3);
        Scan();
        File.Move(path, path + ".away");
        File.Move(Path("b", "model-00002-of-00003.safetensors"), Path("part"));

        var results = _workspace.Scanner.Scan(_folder);
        Assert.Equal(["Missing tiny", "Refused b"], Shown(results));
        Assert.Equal("part 2 of 3 is missing", results[1].Reason);
        Assert.All(_workspace.Models.Find(), m => Assert.Equal(ModelState.Missing, m.State));
        Assert.Equal(["Missing tiny", "Refused b"], Scan());

        File.Move(path + ".away", path);
        File.Move(Path("part"), Path("b", "model-00002-of-00003.safetensors"));
        Assert.Equal(["Changed tiny", "Changed b"], Scan());
        Assert.All(_workspace.Models.Find(), m => Assert.Equal(ModelState.Completed, m.State));
    }

    [Fact]
    public void RefusedFilesAreNamedAndTheOthersGoOn()
    {
        GgufBuilder.Llama().Write(Path("good.gguf"));
        File.WriteAllBytes(Path("bad.gguf"), "not a model"u8.ToArray());
        var results = _workspace.Scanner.Scan(_folder);
        Assert.Equal(["Refused bad", "Added good"], Shown(results));
        Assert.Contains("begin with 'GGUF'", results[0].Reason);
        Assert.Null(results[0].Id);
        Assert.Single(_workspace.Models.Find());
    }

    [Fact]
    public void AUsersSettingsOutliveScans()
    {
        var path = GgufBuilder.Llama().Set("tokenizer.chat_template", "<think>").Write(Path("tiny.gguf"));
        Scan();
        Assert.True(_workspace.Models.Get("tiny").Thinking);
        _workspace.Models.Set(
            "tiny", new() { Tier = ModelTier.Powerful, Thinking = false, Enabled = false, Description = "mine", AddTags = ["b", "A"] });
        Touch(path);
        Assert.Equal(["Changed tiny"], Scan());
        var model = _workspace.Models.Get("tiny");
        Assert.Equal((ModelTier.Powerful, false, false, "mine"), (model.Tier, model.Thinking, model.Enabled, model.Description));
        Assert.Equal(["A", "b"], model.Tags);

        _workspace.Models.Set("tiny", new() { GuessTier = true, GuessThinking = true });
        Assert.Equal((ModelTier.Fast, true), (_workspace.Models.Get("tiny").Tier, _workspace.Models.Get("tiny").Thinking));
    }

    [Fact]
    public void AFolderOnlyLooksAtItself()
    {
        GgufBuilder.Llama().Write(Path("top.gguf"));
        GgufBuilder.Llama().Write(Path("deep", "low.gguf"));
        GgufBuilder.Llama().Write(Path(".hidden", "secret.gguf"));
        Assert.Equal(["Added top"], Scan(recurse: false));
        Assert.Equal(["Added low", "Unchanged top"], Scan());
        Assert.Equal(["Unchanged top"], Scan(recurse: false));
        Assert.Equal(["Unchanged low"], Shown(_workspace.Scanner.Scan(Path("deep"))));
    }

    [Fact]
    public void FoldersAreRememberedAndOneThatIsGoneHasOnlyMissingModels()
    {
        GgufBuilder.Llama().Write(Path("one", "a.gguf"));
        GgufBuilder.Llama().Write(Path("two", "b.gguf"));
        _workspace.Scanner.Scan(Path("one"));
        _workspace.Scanner.Scan(Path("two"));
        Directory.Delete(Path("one"), recursive: true);
        Assert.Equal(["Missing a", "Unchanged b"], Shown(_workspace.Scanner.Rescan()));
        Assert.Equal("FolderNotFound", Assert.Throws<ModelOpsException>(() => _workspace.Scanner.Scan(Path("one"))).ErrorId);
    }

    [Fact]
    public void LinksCountAsWhatTheyLeadToAndLoopsEnd()
    {
        GgufBuilder.Llama().Write(Path("blobs", "0123"));
        Directory.CreateDirectory(Path("snap"));
        File.CreateSymbolicLink(Path("snap", "tiny.gguf"), Path("blobs", "0123"));
        File.CreateSymbolicLink(Path("snap", "broken.gguf"), Path("blobs", "absent"));
        Directory.CreateSymbolicLink(Path("snap", "loop"), _folder);
        Assert.Equal(["Added tiny"], Scan());
        Assert.Equal(new FileInfo(Path("blobs", "0123")).Length, _workspace.Models.Get("tiny").SizeBytes);
        Assert.Equal(["Unchanged tiny"], Scan());
        GgufBuilder.Llama(blocks: 3).Write(Path("blobs", "0123"));
        Assert.Equal(["Changed tiny"], Scan());
    }

    [Fact]
    public void TheHomesOwnFoldersAreLeftOut()
    {
        GgufBuilder.Llama().Write(_home.File("models", "x", "own.gguf"));
        GgufBuilder.Llama().Write(_home.File("elsewhere", "mine.gguf"));
        Assert.Equal(["Added mine"], Shown(_workspace.Scanner.Scan(_home.Path)));
        Assert.Equal("FolderIsOwn", Assert.Throws<ModelOpsException>(() => _workspace.Scanner.Scan(_home.File("models", "x"))).ErrorId);
        Assert.Equal(["Unchanged mine"], Shown(_workspace.Scanner.Scan(_home.Path)));
    }

    /// <summary>A home that is reached by a link is the same home.</summary>
    [Fact]
    public void TheHomesOwnFoldersAreLeftOutByAnyName()
    {
        using var place = new TempHome();
        GgufBuilder.Llama().Write(place.File("real", "models", "x", "own.gguf"));
        GgufBuilder.Llama().Write(place.File("real", "elsewhere", "mine.gguf"));
        Directory.CreateSymbolicLink(place.File("link"), place.File("real"));
        using var workspace = Workspace.Open(place.File("link"));
        Assert.Equal(["Added mine"], Shown(workspace.Scanner.Scan(place.File("real"))));
        foreach (var name in new[] { "real", "link" })
        {
            Assert.Equal("FolderIsOwn",
                Assert.Throws<ModelOpsException>(() => workspace.Scanner.Scan(place.File(name, "models", "x"))).ErrorId);
        }
        using var other = Workspace.Open(place.File("real"));
        Assert.Equal(["Added mine"], Shown(other.Scanner.Scan(place.File("link"))));
    }

    [Fact]
    public void RemovingAModelInPlaceLeavesItsFiles()
    {
        var path = GgufBuilder.Llama().Write(Path("tiny.gguf"));
        Scan();
        _workspace.Models.Remove("tiny");
        Assert.Empty(_workspace.Models.Find());
        Assert.True(File.Exists(path));
        Assert.Equal(["Added tiny"], Scan());
    }

    [Fact]
    public void AScanThatIsCancelledRegistersNothing()
    {
        GgufBuilder.Llama().Write(Path("tiny.gguf"));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => _workspace.Scanner.Scan(_folder, cancellation: cancelled.Token));
        Assert.Empty(_workspace.Models.Find());
    }

    [Fact]
    public void ScansAtTheSameTimeAgree()
    {
        for (int i = 0; i < 20; i++)
            GgufBuilder.Llama().Write(Path($"m{i}.gguf"));
        var workspaces = Enumerable.Range(0, 4).Select(_ => _home.Open()).ToList();
        var results = workspaces.AsParallel().WithDegreeOfParallelism(4).SelectMany(w => w.Scanner.Scan(_folder)).ToList();
        Assert.Equal(80, results.Count);
        Assert.Equal(20, results.Count(r => r.Status == ModelScanStatus.Added));
        Assert.Equal(20, _workspace.Models.Find().Count);
    }
}
