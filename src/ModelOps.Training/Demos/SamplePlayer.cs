using System.Globalization;
using ModelOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>A classifier, or a regression, that answers one sample of its dataset after the other, in random order.</summary>
internal sealed class SamplePlayer : IDemoPlayer
{
    private readonly ModelConfiguration configuration;
    private readonly DatasetContent content;
    private readonly PlanNetwork network;
    private readonly RandomSequence random = new(Environment.TickCount64, 0);
    private readonly int width;
    private long right;
    private long seen;

    /// <summary>InvalidInput ("ModelDoesNotFitDataset") where the dataset's samples are others than the model's.</summary>
    public SamplePlayer(DemoSource source)
    {
        configuration = source.Configuration;
        var dataset = source.Workspace.Datasets.Get(configuration.DatasetName!);
        Evaluation.CheckFit(configuration, dataset);
        content = source.Workspace.Datasets.Load(dataset);
        width = checked((int)(content.Features.LongLength / dataset.Samples));
        TorchRuntime.SetThreads(1);
        network = new PlanNetwork(configuration.Plan(), device("cpu"));
        TensorFiles.Load(source.Weights, network.Tensors, network.Plan.Aliases);
        network.eval();
    }

    public DemoPicture Next()
    {
        int sample = (int)random.Below(content.Dataset.Samples);
        var values = content.Features.AsSpan(sample * width, width);
        float[] outputs = Outputs(values);
        seen++;
        var (caption, numbers) = content.Labels is { } labels
            ? Classified(sample, outputs, labels[sample])
            : Regressed(sample, outputs[0], content.Targets![sample]);
        return new DemoPicture(caption, SampleDrawing.Draw(values, configuration.InputShape, content.Dataset.Columns), numbers);
    }

    public void Dispose() => network.Dispose();

    private float[] Outputs(ReadOnlySpan<float> values)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var inputs = new float[values.Length];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = (values[i] - Of(configuration.Mean, i, 0)) / Of(configuration.Deviation, i, 1);
        var outputs = network.forward(tensor(inputs, [1, .. configuration.InputShape.Select(n => (long)n)]));
        using var read = (content.Labels is null ? outputs : outputs.softmax(1)).contiguous().data<float>();
        return read.ToArray();
    }

    private (string Caption, Dictionary<string, double> Values) Classified(int sample, float[] probabilities, long label)
    {
        int answer = ForwardPass.Greatest(probabilities);
        bool isRight = answer == label;
        right += isRight ? 1 : 0;
        string verdict = isRight ? "right" : $"wrong: it is {configuration.Classes[(int)label]}";
        string caption = string.Create(CultureInfo.InvariantCulture,
            $"sample {sample} is {configuration.Classes[answer]} ({probabilities[answer]:P1}), {verdict}; {right} of {seen} right");
        return (caption, new Dictionary<string, double>
        {
            ["sample"] = sample, ["label"] = label, ["answer"] = answer, ["probability"] = probabilities[answer], ["accuracy"] = (double)right / seen,
        });
    }

    private static (string Caption, Dictionary<string, double> Values) Regressed(int sample, float answer, float target) => (
        string.Create(CultureInfo.InvariantCulture, $"sample {sample} is {answer:G5}; it should be {target:G5}"),
        new Dictionary<string, double> { ["sample"] = sample, ["answer"] = answer, ["target"] = target });

    /// <summary>One value for all, or one a column.</summary>
    private static float Of(IReadOnlyList<float> values, int column, float byDefault) =>
        values.Count switch { 0 => byDefault, 1 => values[0], _ => values[column] };
}
