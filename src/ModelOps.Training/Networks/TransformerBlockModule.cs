using ModelOps.Core;
using ModelOps.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelOps.Training;

/// <summary>x + proj(attention(ln1(x))), then x + down(gelu(up(ln2(x)))); dropout on attention weights and on what is added.</summary>
internal sealed class TransformerBlockModule : Module<Tensor, Tensor>
{
    private const int Expansion = 4;
    private readonly TransformerBlockLayer block;
    private readonly FeatureNormModule ln1;
    private readonly FeatureNormModule ln2;
    private readonly ProjectionModule qkv;
    private readonly ProjectionModule proj;
    private readonly ProjectionModule up;
    private readonly ProjectionModule down;

    public TransformerBlockModule(PlannedLayer layer, TransformerBlockLayer block, Device device)
        : base(layer.Name)
    {
        this.block = block;
        int width = layer.Input[1];
        double residual = Initialization.EmbeddingDeviation / Math.Sqrt(2.0 * block.Depth);
        ProjectionModule Linear(string name, int inputs, int outputs, double deviation) =>
            new(name, inputs, outputs, deviation, block.Bias, device);
        var norm = new FeatureNormLayer(null, block.Bias);
        ln1 = new FeatureNormModule("ln1", width, norm, device);
        ln2 = new FeatureNormModule("ln2", width, norm, device);
        qkv = Linear("qkv", width, 3 * width, Initialization.EmbeddingDeviation);
        proj = Linear("proj", width, width, residual);
        up = Linear("up", width, Expansion * width, Initialization.EmbeddingDeviation);
        down = Linear("down", Expansion * width, width, residual);
        RegisterComponents();
    }

    /// <summary>[batch, tokens, width] to the same.</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var attended = input.add(Dropped(proj.forward(Attention(ln1.forward(input)))));
        var added = Dropped(down.forward(Gelu(up.forward(ln2.forward(attended)))));
        return attended.add(added).MoveToOuterDisposeScope();
    }

    private Tensor Attention(Tensor input)
    {
        var (batch, tokens, width) = (input.shape[0], input.shape[1], input.shape[2]);
        Tensor Heads(Tensor part) => part.view(batch, tokens, block.Heads, width / block.Heads).transpose(1, 2);
        var joined = qkv.forward(input);
        double dropout = training ? block.Dropout : 0;
        if (FusedLayers.Takes(joined))
            return FusedLayers.Attention(joined, block.Heads, dropout);
        var parts = joined.split(width, 2);
        var mixed = functional.scaled_dot_product_attention(
            Heads(parts[0]), Heads(parts[1]), Heads(parts[2]), p: dropout, is_casual: true);
        return mixed.transpose(1, 2).contiguous().view(batch, tokens, width);
    }

    private static Tensor Gelu(Tensor value) => FusedLayers.Takes(value) ? FusedLayers.Gelu(value) : functional.gelu(value);

    private Tensor Dropped(Tensor value) => DropoutModule.Apply(value, block.Dropout, training);
}
