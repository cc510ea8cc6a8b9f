using System.Globalization;
using System.Text.Json;
using ModelOps.Tests.Onnx;

namespace ModelOps.Host.Tests;

/// <summary>Formats that other programs read: what they compute of a model that was trained here.</summary>
public sealed class ExportTests(TrainedHome home) : IClassFixture<TrainedHome>
{
    private ModelOpsProgram Program => home.Program;

    [Fact]
    public void OnnxOfRawSamplesHasTheEvaluatedLossAndAccuracy()
    {
        var export = home.Json("export", home.Model, "--format", "onnx", "--destination", Path.Combine(Program.Folder, "onnx"));
        Assert.Equal("Onnx", export.GetProperty("format").GetString());
        var file = new OnnxFile(export.GetProperty("path").GetString()!);
        string[] classes = JsonSerializer.Deserialize<string[]>(file.Properties["modelops.classes"])!;
        Assert.Equal(["a", "b", "c"], classes);

        string[][] rows = [.. SmallData.Points().Trim().Split('\n').Skip(1).Select(line => line.Split(','))];
        double[] inputs = [.. rows.SelectMany(row => row[..2]).Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
        var logits = OnnxInterpreter.Run(file, new Values([rows.Length, 2], inputs)).Data.Chunk(3).ToArray();
        double right = 0, loss = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            int label = Array.IndexOf(classes, rows[i][2]);
            right += logits[i].Max() == logits[i][label] ? 1 : 0;
            loss += Math.Log(logits[i].Sum(Math.Exp)) - logits[i][label];
        }
        var metrics = home.Json("evaluate", home.Model, "--all").GetProperty("metrics");
        Assert.Equal(metrics.GetProperty("validation_accuracy").GetDouble(), right / rows.Length, 9);
        Assert.Equal(metrics.GetProperty("validation_loss").GetDouble(), loss / rows.Length, 1e-4);
    }

    [Fact]
    public void ASlotIsExportedAsTheModelIs()
    {
        home.Json("slots", "save", "exported", home.Model);
        var folder = Path.Combine(Program.Folder, "slot");
        var slot = home.Json("slots", "export", "exported", "--format", "onnx", "--destination", folder);
        var model = home.Json("export", home.Model, "--format", "onnx", "--destination", folder);
        Assert.Equal(model.GetProperty("sha256").GetString(), slot.GetProperty("sha256").GetString());
    }

    [Fact]
    public void WhatDoesNotGoTogetherIsRefusedWithWhatDoes()
    {
        var folder = Path.Combine(Program.Folder, "none");
        Program.Run("export", home.Model, "--format", "gguf", "--destination", folder).ExpectError(2, "NetworkNotExportable");
        Program.Run("export", home.Model, "--format", "onnx", "--quantization", "f16", "--destination", folder)
            .ExpectError(2, "QuantizationNotApplicable");
        Program.Run("export", home.Model, "--format", "gguf", "--quantization", "q4", "--destination", folder)
            .ExpectError(2, "CommandLineInvalid");
        Assert.False(Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any());
    }
}
