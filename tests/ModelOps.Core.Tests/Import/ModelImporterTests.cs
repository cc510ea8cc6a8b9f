namespace ModelOps.Core.Tests;

public sealed class ModelImporterTests : IDisposable
{
    private readonly TempHome _home = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("modelops-import-").FullName;
    private readonly Workspace _workspace;

    public ModelImporterTests() => _workspace = _home.Open();

    public void Dispose()
    {
        _home.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Path(params string[] names) => System.IO.Path.Combine([_folder, .. names]);

    private Model Import(string path, bool copy = false, string? name = null) =>
        _workspace.Importer.Import(path, new() { Copy = copy, Name = name });

    private string Refused(string path, bool copy = false)
    {
        var error = Assert.Throws<ModelOpsException>(() => Import(path, copy));
        Assert.Contains(path, error.Message);
        Assert.Empty(_workspace.Models.Find());
        Assert.True(!Directory.Exists(_home.Home.Models) || !Directory.EnumerateFileSystemEntries(_home.Home.Models).Any());
        return error.ErrorId;
    }

    [Fact]
    public void InPlaceTheFileStaysAndIsHashed()
    {
        var path = GgufBuilder.Llama().Write(Path("tiny.gguf"));
        var model = Import(path);
        Assert.Equal((path, true, "tiny", FileHash.Sha256(path)), (model.WeightsPath, model.InPlace, model.Name, model.Sha256));
        Assert.False(Directory.Exists(_home.Home.Models));
        Assert.Equal(model.Id, Import(path).Id);
        Assert.Equal("Unchanged tiny", string.Join(",", _workspace.Scanner.Scan(_folder).Select(r => $"{r.Status} {r.Name}")));
        Assert.Equal(model.Sha256, _workspace.Models.Get(model.Id).Sha256);
    }

    [Fact]
    public void ACopyOutlivesItsSourceAndIsTheSameModelEveryTime()
    {
        SafetensorsSample.Folder(Path("repo"), parts: 2, template: "<think>");
        var model = Import(Path("repo"), copy: true, name: "mine");
        var again = Import(Path("repo", "model-00002-of-00002.safetensors"), copy: true);
        Assert.Equal((model.Id, "mine"), (again.Id, again.Name));
        Directory.Delete(Path("repo"), recursive: true);

        Assert.Equal((false, "qwen2", true, 2), (model.InPlace, model.Network, model.Thinking, (int)model.Details!.Blocks!));
        Assert.Equal(_home.Home.Model("qwen2", model.Id), model.Path);
        Assert.Equal(
            ["config.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", "model.json", "tokenizer_config.json"],
            Directory.EnumerateFiles(model.Path).Select(System.IO.Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.True(_workspace.Models.Test(model.Id).Sound);
        _workspace.Models.Remove(model.Id);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.Home.Models));
    }

    [Fact]
    public void CopiesComeBackWhenTheRegistryIsRebuilt()
    {
        var gguf = Import(GgufBuilder.Llama().Write(Path("tiny.gguf")), copy: true);
        var folder = Import(SafetensorsSample.Folder(Path("repo")), copy: true);
        _workspace.Dispose();
        File.Delete(_home.Home.RegistryFile);
        var rebuilt = _home.Open();
        foreach (var model in new[] { gguf, folder })
        {
            var found = rebuilt.Models.Get(model.Id);
            Assert.Equal((model.Name, model.Sha256, model.WeightsPath, model.Parameters),
                (found.Name, found.Sha256, found.WeightsPath, found.Parameters));
            Assert.True(rebuilt.Models.Test(model.Id).Sound);
        }
    }

    [Fact]
    public void AnyPartBringsTheWholeModel()
    {
        GgufBuilder.Llama().Write(Path("big-00001-of-00002.gguf"));
        new GgufBuilder().F32("output.weight", 8).Write(Path("big-00002-of-00002.gguf"));
        var model = Import(Path("big-00002-of-00002.gguf"));
        Assert.Equal(("big", Path("big-00001-of-00002.gguf"), 9), (model.Name, model.WeightsPath, model.Details!.Tensors));
    }

    [Fact]
    public void WhatCanNotBeAModelIsRefusedAndNothingIsLeft()
    {
        File.WriteAllText(Path("readme.txt"), "hello");
        File.WriteAllBytes(Path("bad.gguf"), "GGUFgarbage that is not one"u8.ToArray());
        Assert.Equal("PathNotFound", Refused(Path("absent.gguf")));
        Assert.Equal("NotAModel", Refused(Path("readme.txt")));
        Assert.Equal("GgufInvalid", Refused(Path("bad.gguf")));
        Assert.Equal("GgufInvalid", Refused(Path("bad.gguf"), copy: true));
        Directory.CreateDirectory(Path("empty"));
        Assert.Equal("NotAModel", Refused(Path("empty")));
        GgufBuilder.Llama().Write(Path("two", "a.gguf"));
        GgufBuilder.Llama().Write(Path("two", "b.gguf"));
        Assert.Equal("ImportAmbiguous", Refused(Path("two")));
        GgufBuilder.Llama().Write(Path("part-00001-of-00002.gguf"));
        Assert.Equal("NotAModel", Refused(Path("part-00001-of-00002.gguf")));
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[1000000,1000000],"data_offsets":[0,4]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""")]
    public void ASafetensorsHeaderThatLiesIsRefused(string header)
    {
        var json = System.Text.Encoding.UTF8.GetBytes(header);
        File.WriteAllBytes(Path("lie.safetensors"), [.. BitConverter.GetBytes((ulong)json.Length), .. json, 0, 0, 0, 0]);
        Assert.Equal("SafetensorsInvalid", Refused(Path("lie.safetensors")));
        File.WriteAllBytes(Path("lie.safetensors"), [.. BitConverter.GetBytes(ulong.MaxValue), .. json]);
        Assert.Equal("SafetensorsInvalid", Refused(Path("lie.safetensors"), copy: true));
    }

    [Fact]
    public void AnImportThatIsCancelledLeavesNothing()
    {
        var path = GgufBuilder.Llama().Write(Path("tiny.gguf"));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(
            () => _workspace.Importer.Import(path, new() { Copy = true }, cancellation: cancelled.Token));
        Assert.Empty(_workspace.Models.Find());
        Assert.False(Directory.Exists(_home.Home.Models));
    }

    [Fact]
    public void ProgressEndsAtTheWhole()
    {
        var shares = new List<double>();
        _workspace.Importer.Import(GgufBuilder.Llama().Write(Path("tiny.gguf")), new() { Copy = true }, new Collect(shares));
        Assert.Equal(shares.Order(), shares);
        Assert.Equal(1, shares[^1]);
    }

    private sealed class Collect(List<double> shares) : IProgress<double>
    {
        public void Report(double value)
        {
            lock (shares)
                shares.Add(value);
        }
    }
}
