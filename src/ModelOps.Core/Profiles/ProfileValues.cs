using System.Text.RegularExpressions;

namespace ModelOps.Core;

/// <summary>The words and limits that a profile's keys take.</summary>
internal static partial class ProfileValues
{
    public static readonly string[] Families = ["mlp", "cnn", "resnet", "gpt", "layers"];
    public static readonly string[] Activations = ["relu", "gelu", "tanh", "sigmoid"];
    public static readonly string[] Optimizers = ["sgd", "adam", "adamw"];
    public static readonly string[] Schedules = ["constant", "cosine", "one_cycle", "step", "plateau"];
    public static readonly string[] Precisions = ["fp32", "bf16"];
    public static readonly string[] Algorithms = ["dqn", "ppo"];
    public static readonly string[] Metrics = ["validation_loss", "validation_accuracy"];
    public static readonly string[] AgentMetrics = ["evaluation_return"];

    /// <summary>Sizes of layers: what a network beyond it needs no machine has.</summary>
    public const int MaxWidth = 1 << 24;
    public const int MaxLayers = 1000;
    public const int MaxKernel = 1024;
    public const int MaxThreads = 1024;
    public const int MaxEnvironments = 4096;
    public const int MaxTransitions = 1 << 24;
    private const int MaxSource = 4096;
    /// <summary>Batch, channels, height and width at most, so three without the batch.</summary>
    public const int MaxDimensions = 3;

    /// <summary>What is wrong with a device's name, or null.</summary>
    public static string? DeviceProblem(string device) =>
        DeviceForm().IsMatch(device) ? null : $"must be auto, cpu, cuda or cuda:N (cuda:0 is the first GPU), not '{device}'";

    /// <summary>What is wrong with what names weights, or null.</summary>
    public static string? SourceProblem(string source) => source.Length is > 0 and <= MaxSource && !source.Any(char.IsControl)
        ? null
        : $"must be a slot's name, a model's id or name, or a path, of 1 to {MaxSource} characters";

    /// <summary>What is wrong with a layer's name, or null. Names of digits are taken by the layers' positions.</summary>
    public static string? LayerNameProblem(string name) =>
        LayerNameForm().IsMatch(name)
            ? null
            : $"must be letters, digits and '_', not beginning with a digit, as PyTorch's module names are; not '{name}'";

    [GeneratedRegex(@"^(auto|cpu|cuda(:(0|[1-9][0-9]{0,2}))?)\z")]
    private static partial Regex DeviceForm();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,63}\z")]
    private static partial Regex LayerNameForm();
}
