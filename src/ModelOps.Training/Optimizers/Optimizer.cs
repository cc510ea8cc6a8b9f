using ModelOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>
/// Changes parameters by their gradients. Formulas, order of operations and names of the state are PyTorch's, so that its state
/// could be read there. State tensors exist from the start, filled with zeros.
/// </summary>
public abstract class Optimizer : IDisposable
{
    private readonly Dictionary<string, Tensor> state = [];

    protected Optimizer(IEnumerable<(string Name, Parameter Value)> parameters) => Parameters = [.. parameters];

    protected IReadOnlyList<(string Name, Parameter Value)> Parameters { get; }

    /// <summary>State tensors by name: "exp_avg.conv1.weight".</summary>
    public IReadOnlyDictionary<string, Tensor> State => state;

    /// <summary>The optimizer of a profile.</summary>
    public static Optimizer Create(OptimizerSettings settings, IEnumerable<(string Name, Parameter Value)> parameters) => settings.Name switch
    {
        "sgd" => new Sgd(parameters, settings.Momentum, settings.WeightDecay),
        "adam" => new Adam(parameters, settings, decoupled: false),
        "adamw" => new Adam(parameters, settings, decoupled: true),
        var name => throw Error.Of(ErrorKind.InvalidInput, "OptimizerUnknown", name),
    };

    /// <summary>Takes a step by the gradients that the parameters hold.</summary>
    /// <param name="learningRate">Learning rate of this step.</param>
    /// <param name="step">Number of this step, from 1: the bias corrections depend on it.</param>
    public void Step(double learningRate, long step)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        Prepare(learningRate, step);
        for (int i = 0; i < Parameters.Count; i++)
        {
            if (Parameters[i].Value.grad is { } gradient)
                Update(i, Parameters[i].Value, gradient);
        }
    }

    /// <summary>Drops the gradients; the next backward pass makes new ones.</summary>
    public void ClearGradients()
    {
        foreach (var (_, parameter) in Parameters)
            parameter.grad = null;
    }

    /// <summary>Works out what is the same for all parameters in a step.</summary>
    protected abstract void Prepare(double learningRate, long step);

    /// <summary>Changes the parameter at an index by its gradient.</summary>
    protected abstract void Update(int index, Parameter parameter, Tensor gradient);

    /// <summary>Makes one state tensor for each parameter, in the parameters' order.</summary>
    protected Tensor[] AddState(string kind)
    {
        var tensors = Parameters.Select(p => zeros(p.Value.shape, p.Value.dtype, p.Value.device)).ToArray();
        for (int i = 0; i < tensors.Length; i++)
            state.Add($"{kind}.{Parameters[i].Name}", tensors[i]);
        return tensors;
    }

    public void Dispose()
    {
        foreach (var tensor in state.Values)
            tensor.Dispose();
        GC.SuppressFinalize(this);
    }
}
