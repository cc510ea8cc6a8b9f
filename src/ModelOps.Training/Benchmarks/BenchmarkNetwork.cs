using ModelOps.Core;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>A network whose step is timed, with data made up for it. The same as in torch_steps.py.</summary>
/// <param name="Plan">The network.</param>
/// <param name="Task">What it is trained for.</param>
/// <param name="Batch">Examples a step where no other number is asked for.</param>
internal sealed record BenchmarkNetwork(NetworkPlan Plan, string Task, int Batch)
{
    private const int Classes = 10;
    private const int Vocabulary = 256;

    /// <summary>Names of all.</summary>
    public static string[] Names => ["mlp", "cnn", "gpt", "gpt-baby"];

    /// <summary>Tokens in an example; null where there are none.</summary>
    public int? Tokens => Task == Dataset.Language ? Plan.InputShape[0] : null;

    /// <summary>The network of a name; NotFound ("BenchmarkNetworkUnknown") for another.</summary>
    public static BenchmarkNetwork Of(string name) => name switch
    {
        "mlp" => new(NetworkPlan.Create(new MlpSpecification { Hidden = [512, 512] }, [784], Classes), Dataset.Classify, 64),
        "cnn" => new(NetworkPlan.Create(
            new CnnSpecification { Channels = [32, 64], Hidden = 128, Dropout = 0.25, HiddenDropout = 0.5 }, [1, 28, 28], Classes), Dataset.Classify, 64),
        "gpt" => Language(new GptSpecification { LayerCount = 4, Heads = 4, Width = 128, Context = 128 }, 12),
        "gpt-baby" => Language(new GptSpecification { LayerCount = 6, Heads = 6, Width = 384, Context = 256, Dropout = 0.2 }, 64),
        _ => throw Error.NotFound("BenchmarkNetworkUnknown", name, Names),
    };

    /// <summary>A batch from the generator that was seeded.</summary>
    public (Tensor Inputs, Tensor Targets) MakeBatch(int batch, Device device)
    {
        if (Tokens is { } tokens)
        {
            using var drawn = randint(Vocabulary, [batch, tokens + 1]);
            return (drawn.narrow(1, 0, tokens).contiguous().to(device), drawn.narrow(1, 1, tokens).contiguous().to(device));
        }
        long[] size = [batch, .. Plan.InputShape.Select(n => (long)n)];
        return (randn(size).to(device), randint(Classes, [batch]).to(device));
    }

    private static BenchmarkNetwork Language(GptSpecification gpt, int batch) =>
        new(NetworkPlan.Create(gpt, [gpt.Context], Vocabulary), Dataset.Language, batch);
}
