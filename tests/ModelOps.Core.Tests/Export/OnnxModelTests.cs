using System.Text.Json;
using ModelOps.Tests.Onnx;

namespace ModelOps.Core.Tests.Export;

/// <summary>
/// What an exported ONNX file says of itself; read by a reader of the tests. What it computes: OnnxExportTests of the trainer's tests.
/// </summary>
public sealed class OnnxModelTests : IDisposable
{
    private readonly TempHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public void A_classifier_names_its_input_its_output_and_its_classes()
    {
        var workspace = home.Open();
        var model = RealModel.Add(workspace, TestModels.Id("onnx"));

        var export = workspace.Models.Export(model.Id, ExportFormat.Onnx, home.File("out"));

        Assert.Equal(("Onnx", home.File("out", $"digits-{model.ShortId}.onnx")), (export.Format, export.Path));
        Assert.Equal((new FileInfo(export.Path).Length, FileHash.Sha256(export.Path)), (export.Bytes, export.Sha256));
        var file = new OnnxFile(export.Path);
        Assert.Equal((8, 17), (file.FormatVersion, file.OperatorSets[""]));
        Assert.Equal("digits", file.Name);
        Assert.Equal(("input", "1 [batch, 4]"), (file.Inputs.Keys.Single(), file.Inputs["input"]));
        Assert.Equal(("logits", "1 [batch, 3]"), (file.Outputs.Keys.Single(), file.Outputs["logits"]));
        Assert.Equal(["classify", "[\"a\",\"b\",\"c\"]"], [file.Properties["modelops.task"], file.Properties["modelops.classes"]]);
        Assert.Equal(RealModel.Configuration(model.Id).ToJson(), file.Properties["modelops.config"]);
        Assert.Equal(["0.bias", "0.weight", "2.bias", "2.weight"], file.Initializers.Keys.Order());
        Assert.Equal([5, 4], file.Initializers["0.weight"].Shape);
        Assert.Equal(["Gemm", "Relu", "Gemm"], file.Nodes.Select(n => n.Operator));
        Assert.Equal(export.Sha256, workspace.Models.Export(model.Id, ExportFormat.Onnx, home.File("again")).Sha256);
    }

    [Fact]
    public void An_agent_scores_its_actions_as_when_it_plays()
    {
        var random = new Random(3);
        var configuration = RealModel.Configuration(TestModels.Id("agent")) with
        {
            Task = Dataset.Play, Classes = [], Environment = "cartpole", Outputs = 2,
            Network = new MlpSpecification { Hidden = [6, 5], Activation = "tanh" },
        };
        var weights = Write(configuration, random);
        var file = new OnnxFile(Export(configuration, weights).Path);
        Assert.Equal("1 [batch, 2]", file.Outputs["action_scores"]);
        Assert.DoesNotContain("modelops.classes", file.Properties.Keys);

        float[] observations = [.. Enumerable.Range(0, 3 * 4).Select(_ => random.NextSingle() * 4 - 2)];
        var pass = new ForwardPass(configuration.Plan());
        pass.Load(weights);
        var expected = pass.Run(observations, 3).ToArray();
        var found = OnnxInterpreter.Run(file, new Values([3, 4], [.. observations.Select(o => (double)o)]));
        Assert.Equal([3, 2], found.Shape);
        Assert.All(expected.Zip(found.Data), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Inputs_are_normalized_in_the_graph(int values)
    {
        float[] mean = [.. Enumerable.Range(1, values).Select(i => (float)i)], deviation = [.. mean.Select(m => m * 2)];
        var plain = RealModel.Configuration(TestModels.Id("plain"));
        var weights = Write(plain, new Random(1));
        var normalizing = Export(plain with { Mean = mean, Deviation = deviation, Name = "normalizing" }, weights);
        double[] sample = [0.5, -1, 2, 7];
        double[] normalized = [.. sample.Select((v, i) => (v - mean[i % values]) / deviation[i % values])];
        Assert.Equal(
            OnnxInterpreter.Run(new OnnxFile(Export(plain, weights).Path), new Values([1, 4], normalized)).Data,
            OnnxInterpreter.Run(new OnnxFile(normalizing.Path), new Values([1, 4], sample)).Data, new Near(1e-6));
    }

    [Fact]
    public void Names_of_layers_that_are_the_graphs_own_stay_apart()
    {
        var network = new LayerListSpecification(
            [new LinearLayer("input", 4), new ActivationLayer("logits", "relu"), new LinearLayer("logits_1", null)]);
        var configuration = RealModel.Configuration(TestModels.Id("names")) with { Network = network };
        var file = new OnnxFile(Export(configuration, Write(configuration, new Random(2))).Path);
        var made = file.Nodes.Select(n => n.Output).Concat(file.Initializers.Keys).Concat(file.Inputs.Keys).ToList();
        Assert.Equal(made.Count, made.Distinct().Count());
        Assert.Contains("logits_1.weight", file.Initializers.Keys);
        Assert.Equal(3, OnnxInterpreter.Run(file, new Values([1, 4], [1, 2, 3, 4])).Data.Length);
    }

    [Fact]
    public void What_one_file_can_not_hold_is_a_folder_with_the_graph_and_the_weights()
    {
        var configuration = RealModel.Configuration(TestModels.Id("large"));
        var weights = Write(configuration, new Random(6));
        var file = Export(configuration, weights);
        var export = Export(configuration, weights, most: file.Bytes - 1);

        Assert.Equal(Path.ChangeExtension(file.Path, null), export.Path);
        string graph = Path.Combine(export.Path, "model.onnx"), data = Path.Combine(export.Path, "model.safetensors");
        Assert.Equal([graph, data], Directory.EnumerateFiles(export.Path).Order());
        Assert.Equal(new FileInfo(graph).Length + new FileInfo(data).Length, export.Bytes);
        Assert.Equal(Export(configuration, weights, ExportFormat.SafeTensors).Sha256, FileHash.Sha256(data));
        var sample = new Values([1, 4], [1, -2, 0.5, 3]);
        Assert.Equal(OnnxInterpreter.Run(new OnnxFile(file.Path), sample).Data, OnnxInterpreter.Run(new OnnxFile(graph), sample).Data);

        File.Delete(data);
        Assert.Throws<FileNotFoundException>(() => new OnnxFile(graph));

        Assert.Equal(file.Path, Export(configuration, weights, most: file.Bytes).Path);
        File.Delete(file.Path);
        Directory.Delete(export.Path, recursive: true);
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            Export(configuration, weights, whileWriting: stop.Cancel, cancellation: stop.Token, most: 1));
        Assert.EndsWith(".safetensors", Assert.Single(Directory.EnumerateFileSystemEntries(home.File("out"))));
    }

    [Fact]
    public void The_limit_is_that_of_the_format()
    {
        var network = new MlpSpecification { Hidden = [32800] };
        var configuration = RealModel.Configuration(TestModels.Id("limit")) with { InputShape = [16384], Network = network };
        using var weights = SafetensorsFile.Open(Sparse(configuration));
        var model = new OnnxModel(configuration, weights, []);
        Assert.True(model.InOneFile(_ => { }, default).Length > OnnxModel.MaxBytes);
        Assert.InRange(model.Beside("model.safetensors").Length, 100, 10_000);
    }

    [Theory]
    [InlineData(ExportFormat.Onnx)]
    [InlineData(ExportFormat.SafeTensors)]
    public void What_was_stopped_leaves_nothing(ExportFormat format)
    {
        var configuration = RealModel.Configuration(TestModels.Id("stopped"));
        using var stop = new CancellationTokenSource();
        var weights = Write(configuration, new Random(1));
        Assert.ThrowsAny<OperationCanceledException>(() => Export(configuration, weights, format, stop.Cancel, stop.Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(home.File("out")));
    }

    private ModelExport Export(
        ModelConfiguration configuration, string weights, ExportFormat format = ExportFormat.Onnx, Action? whileWriting = null,
        CancellationToken cancellation = default, long most = OnnxModel.MaxBytes)
    {
        var files = new ModelFiles(weights, configuration.ToJson(), "", null);
        string id = configuration.ModelId;
        var target = new ExportTarget(home.File("out"), configuration.Name, id, id[..8], format, force: true);
        return ModelExporter.Export(files, target, new Reported(_ => whileWriting?.Invoke()), cancellation, most);
    }

    private string Write(ModelConfiguration configuration, Random random)
    {
        var path = home.File($"{configuration.ModelId}.safetensors");
        float[] Drawn(IReadOnlyList<long> shape) =>
            [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => random.NextSingle() - 0.5f)];
        var tensors = configuration.Plan().Tensors.Select(t => TensorSource.Of<float>(t.Name, "F32", t.Shape, Drawn(t.Shape)));
        AtomicFile.Write(path, stream => SafetensorsFile.Write(stream, [.. tensors]));
        return path;
    }

    /// <summary>A file of the right size that takes no space on the disk.</summary>
    private string Sparse(ModelConfiguration configuration)
    {
        long offset = 0;
        var header = configuration.Plan().Tensors.ToDictionary(t => t.Name, t =>
        {
            long start = offset;
            offset += 4 * t.Shape.Aggregate(1L, (a, b) => a * b);
            return new { dtype = "F32", shape = t.Shape, data_offsets = new[] { start, offset } };
        });
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var path = home.File("large.safetensors");
        using var file = File.Create(path);
        file.Write(BitConverter.GetBytes((long)json.Length));
        file.Write(json);
        file.SetLength(8 + json.Length + offset);
        return path;
    }

    private sealed class Reported(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }

    private sealed class Near(double tolerance) : IEqualityComparer<double>
    {
        public bool Equals(double a, double b) => Math.Abs(a - b) <= tolerance;
        public int GetHashCode(double value) => 0;
    }
}
