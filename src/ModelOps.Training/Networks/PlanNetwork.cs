using ModelOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelOps.Training;

/// <summary>
/// The network of a plan. Its parameters are named as planned and initialised as PyTorch does by default, from the seed that was
/// set with manual_seed before; drawn on the CPU, so that they are the same on every device.
/// </summary>
public sealed class PlanNetwork : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor>[] layers;
    private readonly Dictionary<string, Tensor> tensors;

    public PlanNetwork(NetworkPlan plan, Device device)
        : base(plan.Family)
    {
        Plan = plan;
        layers = new Module<Tensor, Tensor>[plan.Layers.Count];
        for (int i = 0; i < layers.Length; i++)
        {
            layers[i] = Create(i, device);
            ModuleGroup.Register(this, plan.Layers[i].Name, layers[i]);
        }
        tensors = named_parameters().Select(p => (p.name, (Tensor)p.parameter)).Concat(named_buffers().Select(b => (b.name, b.buffer)))
            .ToDictionary();
    }

    public NetworkPlan Plan { get; }

    /// <summary>Parameters and buffers under their planned names.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => tensors;

    /// <summary>Trainable parameters in the plan's order.</summary>
    public IEnumerable<(string Name, Parameter Value)> Parameters =>
        Plan.Tensors.Where(t => t.Trainable).Select(t => (t.Name, (Parameter)tensors[t.Name]));

    /// <summary>True where a training step draws random numbers.</summary>
    public bool IsRandom => Plan.Layers.Any(l => l.Layer is DropoutLayer { P: > 0 } or TransformerBlockLayer { Dropout: > 0 });

    /// <summary>
    /// A layer's module; where one call does the work of two layers, the first one's has it, and the second one's passes it on.
    /// </summary>
    private Module<Tensor, Tensor> Create(int index, Device device)
    {
        var layer = Plan.Layers[index];
        var before = index > 0 ? Plan.Layers[index - 1].Layer : null;
        var after = index + 1 < Plan.Layers.Count ? Plan.Layers[index + 1].Layer : null;
        return (before, layer.Layer, after) switch
        {
            (_, TiedHeadLayer head, _) => new TiedHeadModule(
                layer.Name, layers.OfType<TokenEmbeddingModule>().First(e => e.GetName() == head.Of)),
            (_, LinearLayer linear, ActivationLayer { Function: "relu" }) => new LinearModule(layer, linear, device) { Relu = true },
            (LinearLayer, ActivationLayer { Function: "relu" }, _) => new FunctionModule(layer.Name, x => x),
            (TokenEmbeddingLayer, PositionEmbeddingLayer, _) => ((TokenEmbeddingModule)layers[index - 1]).WithPositions(layer, device),
            _ => LayerModules.Create(layer, before is Conv2dLayer, device),
        };
    }

    /// <summary>Outputs [batch, outputs] for inputs [batch, …input shape].</summary>
    public override Tensor forward(Tensor input)
    {
        var value = input;
        foreach (var layer in layers)
        {
            var next = layer.forward(value);
            if (!ReferenceEquals(value, input) && !ReferenceEquals(value, next))
                value.Dispose(); // autograd keeps what it needs; the rest goes back to the allocator at once
            value = next;
        }
        return value;
    }
}
