namespace ModelOps.Host.Tests;

/// <summary>Bad input: a clear error with its exit code, and nothing lost.</summary>
public sealed class BadInputTests(TrainedHome home) : IClassFixture<TrainedHome>
{
    private ModelOpsProgram Program => home.Program;

    [Theory]
    [InlineData("DatasetNotFound", "points", "train", "digits-cnn", "--dataset", "point")]
    [InlineData("ProfileNotFound", "digits-cnn", "train", "digits-cn", "--dataset", "points")]
    [InlineData("ModelNotFound", "points", "model-info", "pointz")]
    [InlineData("SlotNotFound", "", "slots", "restore", "besst")]
    [InlineData("SessionNotFound", "", "status", "0123456789")]
    public void UnknownNameIsAnsweredWithTheNearest(string errorId, string nearest, params string[] arguments)
    {
        var result = Program.Run([.. arguments, "--json"]).ExpectError(3, errorId);
        var error = result.Json.GetProperty("error");
        Assert.Equal(errorId, error.GetProperty("code").GetString());
        Assert.Contains(nearest, error.GetProperty("message").GetString());
        Assert.Equal("notFound", error.GetProperty("details").GetProperty("kind").GetString());
    }

    [Fact]
    public void FiveMistakesInAProfileAreAllNamed()
    {
        var file = Program.File("five.yaml", """
            name: five
            network: { family: mlp, hidden: [0] }
            optimizer:
              name: adamwx
              lr: fast
            epochs: -1
            bach: 64
            """);
        var result = Program.Run("train", file, "--dataset", "points", "--json").Expect(2);
        var problems = result.Json.GetProperty("error").GetProperty("details").GetProperty("problems").EnumerateArray()
            .Select(p => (p.GetProperty("line").GetInt32(), p.GetProperty("key").GetString())).Order().ToList();
        Assert.Equal([(2, "network.hidden[0]"), (4, "optimizer.name"), (5, "optimizer.lr"), (6, "epochs"), (7, "bach")], problems);
        foreach (var (line, key) in problems)
            Assert.Contains($"five.yaml:{line}: {key}:", result.Error);
        Assert.Single(home.Json("list-sessions").EnumerateArray());

        var test = Program.Run("profiles", "test", file, "--json").Expect(2).Json;
        Assert.False(test.GetProperty("valid").GetBoolean());
        Assert.Equal(5, test.GetProperty("problems").GetArrayLength());
    }

    [Theory]
    [InlineData("missing column", "a,b,label\n1,2,x\n3,4,y\n", "no-such-column", "no-such-column")]
    [InlineData("text in a number column", "a,b,label\n1,2,x\n3,four,y\n", "label", "3")]
    [InlineData("ragged row", "a,b,label\n1,2,x\n3,y\n5,6,y\n", "label", "3")]
    [InlineData("empty file", "", "label", "")]
    public void BadCsvIsRefused(string name, string text, string label, string mentioned)
    {
        var file = Program.File(name.Replace(' ', '-') + ".csv", text);
        var result = Program.Run("import-dataset", file, "--name", "bad", "--label-column", label).Expect(2);
        Assert.StartsWith("error: ", result.Error);
        Assert.Contains(mentioned, result.Error);
        Assert.DoesNotContain("bad", home.Json("datasets").EnumerateArray().Select(d => d.GetProperty("name").GetString()));
        Assert.False(Directory.Exists(Path.Combine(Program.Home, "datasets", "bad")));
    }

    [Fact]
    public void DatasetOfTheWrongShapeIsRefusedBeforeAnythingStarts()
    {
        var file = Program.File("images.yaml", "name: images\nnetwork: { family: cnn, channels: [8] }\ndata: { shape: [1, 8, 8] }\n");
        var result = Program.Run("train", file, "--dataset", "points").Expect(2);
        Assert.Contains("points", result.Error);
        Assert.Single(home.Json("list-sessions").EnumerateArray());
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData("")]
    public void SlotNameThatIsAPathIsRefused(string name)
    {
        Program.Run("slots", "save", name, home.Model).Expect(2);
        Assert.False(Directory.Exists(Path.Combine(Program.Home, "checkpoints", "x")));
        Assert.Empty(home.Json("slots").EnumerateArray());
    }

    [Fact]
    public void RegistryOfGarbageIsSetAsideAndRebuilt()
    {
        using var other = new ModelOpsProgram();
        CopyFolder(Program.Home, other.Home);
        foreach (var file in Directory.GetFiles(other.Home, "modelops.db*"))
            File.Delete(file);
        File.WriteAllText(Path.Combine(other.Home, "modelops.db"), string.Concat(Enumerable.Repeat("this is not a registry ", 500)));

        var result = other.Run("list-models", "--json").Expect(0);
        Assert.Contains("warning: ", result.Error);
        Assert.Equal([home.Model], result.Json.EnumerateArray().Select(m => m.GetProperty("id").GetString()));
        Assert.Contains(Directory.GetFiles(other.Home), f => Path.GetFileName(f) != "modelops.db" && File.ReadAllText(f).StartsWith("this is not a registry", StringComparison.Ordinal));
        Assert.DoesNotContain("warning: ", other.Run("list-models").Expect(0).Error);
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.GetDirectories(from))
            CopyFolder(folder, Path.Combine(to, Path.GetFileName(folder)));
    }
}
