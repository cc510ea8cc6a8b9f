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
            var layer = plan.Layers[i];
            layers[i] = layer.Layer is TiedHeadLayer head
                ? new TiedHeadModule(layer.Name, layers.OfType<TokenEmbeddingModule>().First(e => e.GetName() == head.Of))
                : LayerModules.Create(layer, i > 0 && plan.Layers[i - 1].Layer is LinearLayer or Conv2dLayer, device);
            ModuleGroup.Register(this, layer.Name, layers[i]);
        }
        tensors = named_parameters().Select(p => (p.name, (Tensor)p.parameter)).Concat(named_buffers().Select(b => (b.name, b.buffer))).ToDictionary();
    }

    public NetworkPlan Plan { get; }

    /// <summary>Parameters and buffers under their planned names.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => tensors;

    /// <summary>Trainable parameters in the plan's order.</summary>
    public IEnumerable<(string Name, Parameter Value)> Parameters => Plan.Tensors.Where(t => t.Trainable).Select(t => (t.Name, (Parameter)tensors[t.Name]));

    /// <summary>True where a training step draws random numbers.</summary>
    public bool IsRandom => Plan.Layers.Any(l => l.Layer is DropoutLayer { P: > 0 } or TransformerBlockLayer { Dropout: > 0 });

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
