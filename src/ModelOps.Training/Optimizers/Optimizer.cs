using ModelOps.Core;
using ModelOps.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>
/// Changes parameters by their gradients. Formulas, order of operations and names of the state are PyTorch's, so that its state
/// could be read there. State tensors exist from the start, filled with zeros. The ways to take a step may differ in the last bits, so
/// that a run's facts say which it was.
/// </summary>
public abstract class Optimizer : IDisposable
{
    private readonly Dictionary<string, Tensor> state = [];

    /// <param name="parameters">What to change.</param>
    /// <param name="name">sgd, adam or adamw.</param>
    /// <param name="way">How steps are taken; null: the fastest way for these tensors.</param>
    protected Optimizer(IEnumerable<(string Name, Parameter Value)> parameters, string name, StepWay? way)
    {
        Parameters = [.. parameters];
        Tensors = [.. Parameters.Select(p => p.Value)];
        Way = way ?? Best();
        if (Way == StepWay.Lists && ListOptimizers.TakesDeviceRate(name) && Tensors.Count > 0)
            Rates = new DeviceRates(Tensors[0].device);
    }

    /// <summary>How steps are taken.</summary>
    public StepWay Way { get; }

    /// <summary>True where learning rate and number of a step are read on the device, so that a step can be captured.</summary>
    public bool IsCapturable => Rates is not null;

    /// <summary>Learning rate and number of the step on the device, where the operators read them there.</summary>
    protected DeviceRates? Rates { get; }

    /// <summary>State tensors by name: "exp_avg.conv1.weight".</summary>
    public IReadOnlyDictionary<string, Tensor> State => state;

    protected IReadOnlyList<(string Name, Parameter Value)> Parameters { get; }

    /// <summary>The parameters without their names.</summary>
    protected IReadOnlyList<Tensor> Tensors { get; }

    /// <summary>The optimizer of a profile.</summary>
    /// <param name="settings">Its kind and numbers.</param>
    /// <param name="parameters">What to change.</param>
    /// <param name="way">How steps are taken; null: the fastest way for these tensors.</param>
    public static Optimizer Create(
        OptimizerSettings settings, IEnumerable<(string Name, Parameter Value)> parameters, StepWay? way = null) => settings.Name switch
    {
        "sgd" => new Sgd(parameters, settings, way),
        "adam" => new Adam(parameters, settings, decoupled: false, way),
        "adamw" => new Adam(parameters, settings, decoupled: true, way),
        var name => throw Error.Of(ErrorKind.InvalidInput, "OptimizerUnknown", name),
    };

    /// <summary>Takes a step by the gradients that the parameters hold; one without a gradient is left alone.</summary>
    /// <param name="learningRate">Learning rate of this step.</param>
    /// <param name="step">Number of this step, from 1: the bias corrections depend on it.</param>
    public void Step(double learningRate, long step)
    {
        SetRates(learningRate, step);
        Update(learningRate, step);
    }

    /// <summary>Puts learning rate and number of a step where a captured one reads them.</summary>
    public void SetRates(double learningRate, long step) => Rates?.Set(learningRate, step);

    /// <summary>The part of a step that can be captured: <see cref="Step"/> without <see cref="SetRates"/>.</summary>
    internal void Update(double learningRate, long step)
    {
        if (Way == StepWay.Fused)
        {
            UpdateAll(learningRate, step);
            return;
        }
        if (Way == StepWay.Lists)
        {
            UpdateLists(learningRate, step);
            return;
        }
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        for (int i = 0; i < Parameters.Count; i++)
        {
            if (Parameters[i].Value.grad is { } gradient)
                Update(i, Parameters[i].Value, gradient, learningRate, step);
        }
    }

    /// <summary>
    /// L2 norm of all gradients together, a float64 scalar; gradients of a norm above <paramref name="limit"/> are scaled down to it, as
    /// torch.nn.utils.clip_grad_norm_ does (Pascanu, Mikolov, Bengio 2013). Waits for no device.
    /// </summary>
    public Tensor GradientNorm(double? limit)
    {
        using var ungraded = no_grad();
        if (Way == StepWay.Fused)
            return tensor(FusedOptimizers.ClipGradients(Tensors, limit ?? double.PositiveInfinity));
        using var scope = NewDisposeScope();
        var gradients = Tensors.Select(t => t.grad).OfType<Tensor>().ToList();
        var norm = stack(gradients.Select(g => g.norm())).norm();
        if (limit is { } most)
        {
            var scale = norm.add(1e-6).reciprocal().mul(most).clamp(max: 1);
            foreach (var gradient in gradients)
                gradient.mul_(scale);
        }
        return norm.@double().MoveToOuterDisposeScope();
    }

    /// <summary>Divides all gradients by a scalar.</summary>
    public void DivideGradients(Tensor divisor)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        foreach (var parameter in Tensors)
            parameter.grad?.div_(divisor);
    }

    /// <summary>Drops the gradients; the next backward pass makes new ones.</summary>
    public void ClearGradients()
    {
        foreach (var (_, parameter) in Parameters)
            parameter.grad = null;
    }

    /// <summary>Changes all parameters in one native call.</summary>
    protected abstract void UpdateAll(double learningRate, long step);

    /// <summary>Changes all parameters by operators for lists.</summary>
    protected abstract void UpdateLists(double learningRate, long step);

    /// <summary>Changes the parameter at an index by its gradient, with tensor operations.</summary>
    protected abstract void Update(int index, Parameter parameter, Tensor gradient, double learningRate, long step);

    /// <summary>Makes one state tensor for each parameter, in the parameters' order.</summary>
    protected Tensor[] AddState(string kind)
    {
        var tensors = Parameters.Select(p => zeros(p.Value.shape, p.Value.dtype, p.Value.device)).ToArray();
        for (int i = 0; i < tensors.Length; i++)
            state.Add($"{kind}.{Parameters[i].Name}", tensors[i]);
        return tensors;
    }

    private StepWay Best()
    {
        if (FusedOptimizers.IsAvailable && Tensors.All(FusedOptimizers.Takes))
            return StepWay.Fused;
        return ListOptimizers.IsAvailable && Tensors.All(t => t.device_type == DeviceType.CUDA) ? StepWay.Lists : StepWay.Operations;
    }

    public void Dispose()
    {
        Rates?.Dispose();
        foreach (var tensor in state.Values)
            tensor.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>How an optimizer takes its steps.</summary>
public enum StepWay
{
    /// <summary>Tensor operations, parameter by parameter.</summary>
    Operations,
    /// <summary>One native call that passes over memory once: float32 and float64 on the CPU.</summary>
    Fused,
    /// <summary>libtorch's operators for lists of tensors: on a GPU.</summary>
    Lists,
}
