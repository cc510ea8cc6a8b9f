using ModelOps.Core;
using ModelOps.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>
/// Stochastic gradient descent with momentum and weight decay as torch.optim.SGD has them (dampening 0, no Nesterov):
/// https://pytorch.org/docs/stable/generated/torch.optim.SGD.html.
/// </summary>
public sealed class Sgd : Optimizer
{
    private readonly double momentum;
    private readonly double weightDecay;
    private readonly Tensor[] buffers;

    public Sgd(IEnumerable<(string Name, Parameter Value)> parameters, OptimizerSettings settings, StepWay? way = null)
        : base(parameters, "sgd", way)
    {
        (momentum, weightDecay) = (settings.Momentum, settings.WeightDecay);
        buffers = momentum > 0 ? AddState("momentum_buffer") : [];
    }

    protected override void UpdateAll(double learningRate, long step) =>
        FusedOptimizers.Sgd(Tensors, buffers, learningRate, momentum, weightDecay);

    protected override void UpdateLists(double learningRate, long step) =>
        ListOptimizers.Sgd(Tensors, buffers, Rates, learningRate, momentum, weightDecay);

    protected override void Update(int index, Parameter parameter, Tensor gradient, double learningRate, long step)
    {
        if (weightDecay != 0)
            gradient = gradient.add(parameter, weightDecay);
        if (momentum > 0)
            gradient = buffers[index].mul_(momentum).add_(gradient);
        parameter.add_(gradient, -learningRate);
    }
}
