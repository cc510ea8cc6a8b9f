namespace ModelOps.Host.Tests;

/// <summary>What `./build.sh run` ends with, twice in the same home.</summary>
public sealed class QuickstartTests : IDisposable
{
    private readonly ModelOpsProgram _program = new();

    [Fact]
    public void ShowsTheLifeOfAModelAndWorksASecondTime()
    {
        var first = _program.Run("quickstart", "--json").Expect(0).Json;
        Assert.True(first.GetProperty("identical").GetBoolean());
        Assert.Equal(first.GetProperty("weightsSha256").GetString(), first.GetProperty("undisturbedWeightsSha256").GetString());
        Assert.InRange(first.GetProperty("stoppedAtStep").GetInt64(), 1, first.GetProperty("totalSteps").GetInt64() - 1);
        Assert.True(first.GetProperty("accuracy").GetDouble() > 0.9);
        Assert.Equal(first.GetProperty("accuracy").GetDouble(), first.GetProperty("evaluatedAccuracy").GetDouble(), 9);
        Assert.True(File.Exists(first.GetProperty("export").GetProperty("path").GetString()));

        // The second time beside what a user has called the same.
        var model = first.GetProperty("modelId").GetString()!;
        _program.Run("slots", "save", "best", model).Expect(0);
        _program.Run("import-dataset", _program.File("digits.csv", "a,b\n1,0\n2,1\n"), "--name", "digits", "--label-column", "b", "--force").Expect(0);
        var second = _program.Run("quickstart").Expect(0);
        foreach (var words in new[] { "stopped at step", "bit for bit the same", "the same", "What exists now", "Datasets", "Sessions", "Models", "Slots", "Try next" })
            Assert.Contains(words, second.Output);
        Assert.Equal([("digits", 2), ("quickstart", 1797)], _program.Run("datasets", "--json").Json.EnumerateArray()
            .Select(d => (d.GetProperty("name").GetString(), d.GetProperty("samples").GetInt32())).Order());
        Assert.Equal(["best", "quickstart"], _program.Run("slots", "--json").Json.EnumerateArray().Select(s => s.GetProperty("name").GetString()).Order());
        Assert.Equal(4, _program.Run("list-models", "--json").Json.GetArrayLength());
    }

    public void Dispose() => _program.Dispose();
}
