using System.Diagnostics;

namespace ModelOps.Core.Tests;

/// <summary>What lies under a file's name and is none is refused: to open a named pipe would wait for ever.</summary>
public sealed class NamedPipeTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private readonly TempHome _home = new();
    private readonly Workspace _workspace;

    public NamedPipeTests() => _workspace = _home.Open();

    public void Dispose() => _home.Dispose();

    /// <summary>A pipe, where the system has them among the files; an empty file is refused in the same words.</summary>
    private string Pipe(params string[] names)
    {
        var path = _home.File(names);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (OperatingSystem.IsWindows())
        {
            File.WriteAllBytes(path, []);
        }
        else
        {
            using var made = Process.Start("mkfifo", path);
            made.WaitForExit();
            Assert.Equal(0, made.ExitCode);
        }
        return path;
    }

    private static async Task<string> Refused(Action action) =>
        (await Assert.ThrowsAsync<ModelOpsException>(() => Task.Run(action).WaitAsync(Limit))).ErrorId;

    [Theory]
    [InlineData("a.gguf", "GgufInvalid")]
    [InlineData("a.safetensors", "SafetensorsInvalid")]
    [InlineData("a.zip", "PackageInvalid")]
    [InlineData("a", "NotAModel")]
    public async Task ItIsNoModel(string name, string errorId)
    {
        var path = Pipe("files", name);
        Assert.Equal(errorId, await Refused(() => _workspace.Importer.Import(path, new())));
        Assert.Equal(errorId, await Refused(() => _workspace.Importer.Import(path, new() { Copy = true })));
    }

    [Fact]
    public async Task AScanRefusesItAndGoesOn()
    {
        Pipe("files", "a.gguf");
        Pipe("repo", "config.json");
        File.Copy(SafetensorsSample.Folder(_home.File("sample")) + "/model.safetensors", _home.File("repo", "model.safetensors"));
        GgufBuilder.Llama().Write(_home.File("files", "b.gguf"));
        var results = await Task.Run(() => _workspace.Scanner.Scan(_home.File("files"))).WaitAsync(Limit);
        Assert.Equal([ModelScanStatus.Refused, ModelScanStatus.Added], results.Select(r => r.Status));
        results = await Task.Run(() => _workspace.Scanner.Scan(_home.File("repo"))).WaitAsync(Limit);
        Assert.Contains("config.json' can't be read: it has no bytes", Assert.Single(results).Reason);
    }

    [Fact]
    public async Task ItIsNoDataset()
    {
        var path = Pipe("a.csv");
        Assert.Equal("DatasetEmpty", await Refused(() => _workspace.Datasets.Import(new DatasetImport { Path = path })));
        Pipe("images", "cat", "a.png");
        Assert.Equal("ImagesInvalid", await Refused(() => _workspace.Datasets.Import(new DatasetImport { Path = _home.File("images") })));
    }
}
