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
    private double rate;

    public Sgd(IEnumerable<(string Name, Parameter Value)> parameters, double momentum = 0, double weightDecay = 0)
        : base(parameters)
    {
        (this.momentum, this.weightDecay) = (momentum, weightDecay);
        buffers = momentum > 0 ? AddState("momentum_buffer") : [];
    }

    protected override void Prepare(double learningRate, long step) => rate = learningRate;

    protected override void Update(int index, Parameter parameter, Tensor gradient)
    {
        if (weightDecay != 0)
            gradient = gradient.add(parameter, weightDecay);
        if (momentum > 0)
            gradient = buffers[index].mul_(momentum).add_(gradient);
        parameter.add_(gradient, -rate);
    }
}
