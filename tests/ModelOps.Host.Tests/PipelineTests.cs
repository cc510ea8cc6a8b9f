using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;

namespace ModelOps.Host.Tests;

/// <summary>Import, train, list, keep, export, evaluate: by the built program, with what scripts rely on.</summary>
public sealed class PipelineTests(TrainedHome home) : IClassFixture<TrainedHome>
{
    private ModelOpsProgram Program => home.Program;

    [Fact]
    public void ImportPrintsTheDataset()
    {
        var dataset = home.Import.Json;
        Assert.Equal("points", dataset.GetProperty("name").GetString());
        Assert.Equal(150, dataset.GetProperty("samples").GetInt64());
        Assert.Equal([2], dataset.GetProperty("shape").EnumerateArray().Select(d => d.GetInt32()));
        Assert.Equal(["a", "b", "c"], dataset.GetProperty("classes").EnumerateArray().Select(c => c.GetString()));
        Assert.Equal("kind", dataset.GetProperty("labelColumn").GetString());
        Assert.Equal("classify", dataset.GetProperty("task").GetString());
        Assert.Equal(64, dataset.GetProperty("id").GetString()!.Length);
    }

    [Fact]
    public void LabelColumnCanBeAnIndex()
    {
        var file = Program.File("by-index.csv", SmallData.Points(30));
        var dataset = home.Json("import-dataset", file, "--label-column", "2");
        Assert.Equal("by-index", dataset.GetProperty("name").GetString());
        Assert.Equal("kind", dataset.GetProperty("labelColumn").GetString());
    }

    [Fact]
    public void DatasetsArePreviewedAndExported()
    {
        var file = Program.File("previewed.jsonl", "{\"a\":1.5,\"kind\":\"x\"}\n{\"a\":2.5,\"kind\":\"y\"}\n{\"a\":3.5,\"kind\":\"x\"}\n");
        var dataset = home.Json("import-dataset", file);
        var samples = home.Json("datasets", "preview", "previewed", "--count", "1", "--skip", "1").EnumerateArray().ToList();
        var sample = Assert.Single(samples);
        Assert.Equal("y", sample.GetProperty("label").GetString());
        Assert.Equal(2.5, sample.GetProperty("values")[0].GetDouble());
        Assert.Matches(@"SAMPLE +A +KIND\s+0 +1\.5 +x", Program.Run("datasets", "preview", "previewed").Expect(0).Output);

        var folder = Path.GetDirectoryName(file)!;
        var export = home.Json("datasets", "export", "previewed", "--format", "csv", "--destination", folder);
        Assert.Equal("a,kind\n1.5,x\n2.5,y\n3.5,x\n", File.ReadAllText(export.GetProperty("path").GetString()!));
        Program.Run("datasets", "export", "previewed", "--format", "csv", "--destination", folder).Expect(4);
        var stored = home.Json("datasets", "export", "previewed", "--format", "safetensors", "--destination", folder);
        Assert.Equal(dataset.GetProperty("id").GetString(), stored.GetProperty("sha256").GetString());
    }

    [Fact]
    public void TrainPrintsOneJsonLineAndTheRestOnStandardError()
    {
        Assert.Single(home.Train.Output.TrimEnd().Split('\n'));
        var result = home.Train.Json;
        Assert.Equal("completed", result.GetProperty("state").GetString());
        Assert.Equal(64, home.Session.Length);
        Assert.Equal(64, home.Model.Length);
        Assert.InRange(result.GetProperty("metrics").GetProperty("validation_accuracy").GetDouble(), 0, 1);
        Assert.True(result.GetProperty("metrics").GetProperty("validation_loss").GetDouble() > 0);
        foreach (var line in new[] { "epoch 1/3", "epoch 2/3", "epoch 3/3", "completed: 3 epochs" })
            Assert.Equal(2, home.Train.Error.Split(line).Length);
    }

    [Fact]
    public void WhatAUserSaysOfAModelIsKeptAndListedBy()
    {
        var said = home.Json("set-model", home.Model[..10], "--description", "two clouds", "--add-tag", "demo,small", "--tier", "powerful",
            "--thinking", "true", "--enabled", "false");
        Assert.Equal(("two clouds", "powerful", true, false), (said.GetProperty("description").GetString(), said.GetProperty("tier").GetString(),
            said.GetProperty("thinking").GetBoolean(), said.GetProperty("enabled").GetBoolean()));
        string[] filters = ["--tier", "powerful", "--tag", "DEMO", "--enabled", "false"];
        Assert.Equal(home.Model, home.Json(["list-models", .. filters]).EnumerateArray().Single().GetProperty("id").GetString());

        said = home.Json("set-model", home.Model, "--description", "", "--remove-tag", "demo,small", "--tier", "guess", "--thinking", "guess",
            "--enabled", "true");
        Assert.Empty(said.GetProperty("tags").EnumerateArray());
        Assert.Empty(home.Json(["list-models", .. filters]).EnumerateArray());
        Assert.Contains("--description", Program.Run("set-model", home.Model).ExpectError(2, "CommandLineInvalid").Error);
    }

    [Fact]
    public void ListModelsHasTheModelWithItsMetrics()
    {
        var model = home.Json("list-models").EnumerateArray().Single(m => m.GetProperty("id").GetString() == home.Model);
        Assert.Equal("points", model.GetProperty("name").GetString());
        Assert.Equal("mlp", model.GetProperty("network").GetString());
        Assert.Equal("completed", model.GetProperty("state").GetString());
        Assert.Equal(home.Train.Json.GetProperty("metrics").GetRawText(), model.GetProperty("metrics").GetRawText());
        Assert.Contains(home.Model[..8], Program.Run("list-models").Expect(0).Output);
        Assert.Empty(home.Json("list-models", "--network", "cnn").EnumerateArray());
        Assert.Equal(home.Model, home.Json("model-info", home.Model[..10]).GetProperty("id").GetString());
    }

    [Fact]
    public void SessionHasStepsMetricsAndLog()
    {
        var session = home.Json("status", home.Session[..8]);
        Assert.Equal("completed", session.GetProperty("state").GetString());
        Assert.Equal(3, session.GetProperty("epoch").GetInt32());
        Assert.Equal(session.GetProperty("totalSteps").GetInt64(), session.GetProperty("step").GetInt64());
        Assert.Contains(home.Session, home.Json("list-sessions").EnumerateArray().Select(s => s.GetProperty("id").GetString()));

        var losses = home.Json("metrics", home.Session, "--name", "validation_loss").EnumerateArray().ToList();
        Assert.Equal([1, 2, 3], losses.Select(p => p.GetProperty("epoch").GetInt32()));
        Assert.NotEmpty(home.Json("logs", home.Session).EnumerateArray());
        Assert.Single(home.Json("logs", home.Session, "--tail", "1").EnumerateArray());
    }

    [Fact]
    public void ExportWritesWhatItSays()
    {
        var folder = Path.Combine(Program.Folder, "out");
        var export = home.Json("export", home.Model, "--format", "safetensors", "--destination", folder);
        var path = export.GetProperty("path").GetString()!;
        var bytes = File.ReadAllBytes(path);
        Assert.Equal(Path.GetFullPath(folder), Path.GetDirectoryName(path));
        Assert.Equal(bytes.Length, export.GetProperty("bytes").GetInt64());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), export.GetProperty("sha256").GetString());
        var header = JsonDocument.Parse(bytes.AsMemory(8, (int)BinaryPrimitives.ReadInt64LittleEndian(bytes))).RootElement;
        Assert.Equal([8, 2], header.GetProperty("0.weight").GetProperty("shape").EnumerateArray().Select(d => d.GetInt32()));

        Program.Run("export", home.Model, "--format", "safetensors", "--destination", folder).ExpectError(4, "FileExists");
        var again = home.Json("export", home.Model, "--format", "safetensors", "--destination", folder, "--force");
        Assert.Equal(export.GetProperty("sha256").GetString(), again.GetProperty("sha256").GetString());
    }

    [Fact]
    public void ExportedFileHasTheRecordedAccuracy()
    {
        var export = home.Json("export", home.Model, "--format", "safetensors", "--destination", Path.Combine(Program.Folder, "evaluated"));
        var recorded = home.Train.Json.GetProperty("metrics").GetProperty("validation_accuracy").GetDouble();
        foreach (var source in new[] { export.GetProperty("path").GetString()!, home.Model })
        {
            var evaluation = home.Json("evaluate", source);
            Assert.Equal(recorded, evaluation.GetProperty("metrics").GetProperty("validation_accuracy").GetDouble(), 9);
            Assert.Equal(30, evaluation.GetProperty("samples").GetInt64());
            Assert.Equal("points", evaluation.GetProperty("dataset").GetString());
        }
    }

    [Fact]
    public void SlotIsSavedListedRestoredAndRemoved()
    {
        var slot = home.Json("slots", "save", "best", home.Model);
        Assert.Equal(home.Model, slot.GetProperty("modelId").GetString());
        Assert.True(File.Exists(Path.Combine(Program.Home, "checkpoints", "slots", "best", "model.zip")));
        Program.Run("slots", "save", "best", home.Model).Expect(4);
        home.Json("slots", "save", "best", home.Model, "--force");
        Assert.Equal(["best"], home.Json("slots").EnumerateArray().Select(s => s.GetProperty("name").GetString()));
        Assert.Equal("completed", home.Json("slots", "restore", "best").GetProperty("state").GetString());
        Assert.Equal("best", home.Json("slots", "remove", "best").GetProperty("removed").GetString());
        Assert.Empty(home.Json("slots").EnumerateArray());
    }

    [Fact]
    public void PipeGetsPlainLines()
    {
        var piped = Program.Run("list-models").Expect(0).Output;
        Assert.DoesNotContain('\x1b', piped);
        Assert.StartsWith("MODEL", piped);
    }
}
