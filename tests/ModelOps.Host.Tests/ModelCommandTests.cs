using System.Text;

namespace ModelOps.Host.Tests;

/// <summary>Models from elsewhere on the command line: taken in, found, tested, compared.</summary>
public sealed class ModelCommandTests : IDisposable
{
    private readonly ModelOpsProgram _program = new();

    public void Dispose() => _program.Dispose();

    /// <summary>A safetensors file with a vector of so many zeros.</summary>
    private string Weights(string name, int count)
    {
        var header = Encoding.UTF8.GetBytes($$$"""{"w":{"dtype":"F32","shape":[{{{count}}}],"data_offsets":[0,{{{4 * count}}}]}}""");
        var path = Path.Combine(_program.Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)header.Length), .. header, .. new byte[4 * count]]);
        return path;
    }

    [Fact]
    public void AModelIsTakenInTestedAndComesBackFromItsZip()
    {
        var path = Weights("small.safetensors", 4);
        var model = _program.Run("import-model", path, "--copy", "--name", "mine", "--json").Expect(0).Json;
        Assert.Equal(("mine", 4), (model.GetProperty("name").GetString(), model.GetProperty("parameters").GetInt32()));
        Assert.True(_program.Run("test-model", "mine", "--json").Expect(0).Json.GetProperty("hashed").GetBoolean());
        var zip = _program.Run("export", "mine", "--format", "zip", "--destination", _program.Folder, "--json").Expect(0).Json;
        _program.Run("remove-model", "mine").Expect(0);
        var again = _program.Run("import-model", zip.GetProperty("path").GetString()!, "--json").Expect(0).Json;
        Assert.Equal(model.GetProperty("id").GetString(), again.GetProperty("id").GetString());
        File.Delete(again.GetProperty("weightsPath").GetString()!);
        Assert.Contains("is missing", _program.Run("test-model", "mine").Expect(1).Output);
        _program.Run("import-model", Path.Combine(_program.Folder, "none.gguf")).ExpectError(3, "PathNotFound");
    }

    [Fact]
    public void FoldersAreScannedAndModelsCompared()
    {
        var path = Weights("models/one.safetensors", 4);
        Weights("models/two.safetensors", 8);
        var folder = Path.GetDirectoryName(path)!;
        Assert.Contains("2 added", _program.Run("scan", folder).Expect(0).Output);
        Assert.Equal(0, _program.Run("scan", "--json").Expect(0).Json.GetArrayLength());
        Assert.Equal("unchanged", _program.Run("scan", "--all", "--json").Expect(0).Json[0].GetProperty("status").GetString());
        var sorted = _program.Run("list-models", "--format", "safetensors", "--sort-by", "parameters", "--descending", "--json").Expect(0).Json;
        Assert.Equal(["two", "one"], sorted.EnumerateArray().Select(m => m.GetProperty("name").GetString()));
        Assert.Equal(0, _program.Run("list-models", "--thinking", "true", "--json").Expect(0).Json.GetArrayLength());
        var lines = _program.Run("compare", "one", "two", "--json").Expect(0).Json.EnumerateArray()
            .ToDictionary(l => l.GetProperty("name").GetString()!, l => l.GetProperty("values").EnumerateArray().Select(v => v.GetString()).ToList());
        Assert.Equal(["4", "8"], lines["Parameters"]);
        Assert.DoesNotContain("Format", lines.Keys);
        _program.Run("compare", "one").ExpectError(2, "CompareNeedsTwo");
        _program.Run("compare", "one", "two", "--metric", "loss").ExpectError(3, "MetricNotFound");
        _program.Run("set-model", "one", "--add-tag", "new", "--tier", "powerful").Expect(0);
        Assert.Matches(@"tier\s+powerful", _program.Run("model-info", "one").Expect(0).Output);
        File.Delete(path);
        Assert.Contains("1 missing", _program.Run("scan").Expect(0).Output);
        _program.Run("scan", path).ExpectError(3, "FolderNotFound");
    }
}
