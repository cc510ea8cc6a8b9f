using ModelOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelOps.Training.Tests;

/// <summary>
/// A network with weights drawn from a seed, in files from which it can be exported, and what the trainer computes with it.
/// </summary>
internal sealed class ExportedNetwork : IDisposable
{
    private const int Normalized = 1000;
    /// <summary>What the small initial weights of a language model are multiplied with, so that every part of it matters.</summary>
    private const double Spread = 8;
    private readonly TempFolder folder = new();
    private readonly PlanNetwork network;
    private readonly ModelConfiguration configuration;

    /// <param name="specification">The network.</param>
    /// <param name="shape">Of a sample.</param>
    /// <param name="outputs">Classes, numbers or tokens.</param>
    /// <param name="task">As in config.json.</param>
    /// <param name="seed">Of weights and inputs.</param>
    /// <param name="normalization">How many means and deviations there are: none, 1, or one a column.</param>
    public ExportedNetwork(NetworkSpecification specification, int[] shape, int outputs, string task, int seed, int normalization)
    {
        Seed = seed;
        configuration = new ModelConfiguration
        {
            ModelId = new string('e', 64), Name = "exported", Network = specification, InputShape = shape, Outputs = outputs, Task = task,
            Mean = [.. Drawn(Normalized, normalization)],
            Deviation = [.. Drawn(Normalized + 1, normalization).Select(d => 0.5f + Math.Abs(d))],
        };
        manual_seed(seed);
        network = new PlanNetwork(configuration.Plan(), CPU);
        Fill();
        network.eval();
        Save();
    }

    public int Seed { get; }
    public string Weights => folder.Sub("model.safetensors");

    /// <summary>Exports it; the file's path.</summary>
    public string Export(ExportFormat format, Tokenizer? tokenizer = null, Quantization? quantization = null, bool force = false)
    {
        var files = new Core.ModelFiles(Weights, configuration.ToJson(), "", tokenizer is null ? null : TokenizerFile.ToJson(tokenizer));
        var target = new ExportTarget(
            folder.Sub("out"), "exported", configuration.ModelId, "eeeeeeee", format, force, quantization: quantization);
        return ModelExporter.Export(files, target, null, CancellationToken.None).Path;
    }

    /// <summary>Outputs for a batch of samples as a dataset has them, or of token ids.</summary>
    public float[] Forward(double[] values, params int[] shape)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        long[] size = [.. shape.Select(n => (long)n)];
        var input = configuration.Task == Dataset.Language
            ? tensor(values.Select(v => (long)v).ToArray(), size)
            : tensor(NormalizedBatch(values, shape), size);
        return network.forward(input).contiguous().data<float>().ToArray();
    }

    /// <summary>Sets the first value of a tensor.</summary>
    public void Set(string name, float value)
    {
        using var ungraded = no_grad();
        using var first = network.Tensors[name].view(-1).narrow(0, 0, 1);
        first.fill_(value);
        Save();
    }

    /// <summary>Numbers around 0, the same for the same stream.</summary>
    public IEnumerable<float> Drawn(int stream, int count)
    {
        var random = new RandomSequence(Seed, stream);
        return Enumerable.Range(0, count).Select(_ => (float)Jobs.Normal(random)).ToArray();
    }

    public void Dispose()
    {
        network.Dispose();
        folder.Dispose();
    }

    private void Save() => AtomicFile.Write(Weights, stream => SafetensorsFile.Write(stream, [.. TensorFiles.Sources(network.Tensors)]));

    /// <summary>What a fresh network has zeros or ones in is drawn too, so that nothing left out would go unseen.</summary>
    private void Fill()
    {
        using var ungraded = no_grad();
        foreach (var ((name, value), stream) in network.Tensors.OrderBy(t => t.Key, StringComparer.Ordinal).Select((t, i) => (t, i)))
        {
            if (value.dim() > 1 && configuration.Task == Dataset.Language)
                value.mul_(Spread);
            if (value.dtype != ScalarType.Float32 || value.dim() > 1)
                continue;
            float[] drawn = [.. Drawn(stream, (int)value.numel())];
            bool positive = name.EndsWith("running_var", StringComparison.Ordinal) || name.EndsWith("weight", StringComparison.Ordinal);
            using var filled = tensor(drawn.Select(d => positive ? 1 + 0.2f * Math.Clamp(d, -2, 2) : 0.2f * d).ToArray());
            value.copy_(filled);
        }
    }

    private float[] NormalizedBatch(double[] values, int[] shape)
    {
        var batch = values.Select(v => (float)v).ToArray();
        var normalization = new Normalization([.. configuration.Mean], [.. configuration.Deviation]);
        int size = shape.Skip(1).Aggregate(1, (a, b) => a * b);
        for (int row = 0; row < shape[0] && configuration.Mean.Count > 0; row++)
            normalization.Apply(batch.AsSpan(row * size, size));
        return batch;
    }
}
