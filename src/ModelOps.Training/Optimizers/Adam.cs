using ModelOps.Core;
using ModelOps.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>
/// Adam (Kingma, Ba 2015) and AdamW (Loshchilov, Hutter 2019), in the order of operations of torch.optim's _single_tensor_adam:
/// https://pytorch.org/docs/stable/generated/torch.optim.AdamW.html.
/// </summary>
public sealed class Adam : Optimizer
{
    private readonly bool decoupled;
    private readonly double weightDecay;
    private readonly double beta1;
    private readonly double beta2;
    private readonly double eps;
    private readonly Tensor[] averages;
    private readonly Tensor[] squares;

    /// <param name="parameters">What to change.</param>
    /// <param name="settings">Betas, eps and weight decay.</param>
    /// <param name="decoupled">True: AdamW, the weights decay on their own; false: Adam, the decay is added to the gradient.</param>
    /// <param name="way">See <see cref="Optimizer.Create"/>.</param>
    public Adam(IEnumerable<(string Name, Parameter Value)> parameters, OptimizerSettings settings, bool decoupled, StepWay? way = null)
        : base(parameters, decoupled ? "adamw" : "adam", way)
    {
        this.decoupled = decoupled;
        (weightDecay, beta1, beta2, eps) = (settings.WeightDecay, settings.Betas[0], settings.Betas[1], settings.Eps);
        averages = AddState("exp_avg");
        squares = AddState("exp_avg_sq");
    }

    protected override void UpdateAll(double learningRate, long step)
    {
        if (decoupled)
            FusedOptimizers.AdamW(Tensors, averages, squares, learningRate, beta1, beta2, eps, weightDecay, step);
        else
            FusedOptimizers.Adam(Tensors, averages, squares, learningRate, beta1, beta2, eps, weightDecay, step);
    }

    protected override void UpdateLists(double learningRate, long step) =>
        ListOptimizers.Adam(Tensors, averages, squares, Rates, learningRate, beta1, beta2, eps, weightDecay, step, decoupled);

    protected override void Update(int index, Parameter parameter, Tensor gradient, double learningRate, long step)
    {
        if (weightDecay != 0)
        {
            if (decoupled)
                parameter.mul_(1 - learningRate * weightDecay);
            else
                gradient = gradient.add(parameter, weightDecay);
        }
        double stepSize = learningRate / (1 - Math.Pow(beta1, step));
        double correction = Math.Sqrt(1 - Math.Pow(beta2, step));
        var average = averages[index].mul_(beta1).add_(gradient, 1 - beta1);
        var square = squares[index].mul_(beta2).addcmul_(gradient, gradient, 1 - beta2);
        parameter.addcdiv_(average, square.sqrt().div_(correction).add_(eps), -stepSize);
    }
}
