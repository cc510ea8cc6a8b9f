using System.Globalization;

namespace ModelOps.Core;

/// <summary>
/// A decoder-only transformer in GPT-2's manner (Radford et al. 2019), with learned positions, layer norms before attention and the
/// feed-forward part, GELU, and a head that is the token embedding. Names: wte, wpe, blocks.0.ln1, blocks.0.qkv, blocks.0.proj,
/// blocks.0.ln2, blocks.0.up, blocks.0.down, …, ln; head.weight is wte.weight.
/// </summary>
public sealed record GptSpecification : NetworkSpecification
{
    public override string Family => "gpt";
    /// <summary>Transformer blocks.</summary>
    public int LayerCount { get; init; } = 4;
    /// <summary>Attention heads of a block; they divide the width.</summary>
    public int Heads { get; init; } = 4;
    /// <summary>Numbers that stand for a token at a position.</summary>
    public int Width { get; init; } = 128;
    /// <summary>Tokens that the network sees at once.</summary>
    public int Context { get; init; } = 128;
    /// <summary>After the embedding, of attention weights, and after each part of a block.</summary>
    public double Dropout { get; init; }
    /// <summary>Whether linear layers and layer norms have a bias.</summary>
    public bool Bias { get; init; }

    /// <inheritdoc/>
    /// <param name="inputShape">[tokens at once].</param>
    /// <param name="outputs">Size of the vocabulary.</param>
    public override IReadOnlyList<LayerSpecification> Layers(IReadOnlyList<int> inputShape, int outputs) =>
    [
        new TokenEmbeddingLayer("wte", outputs, Width),
        new PositionEmbeddingLayer("wpe"),
        new DropoutLayer("drop", Dropout),
        .. Enumerable.Range(0, LayerCount).Select(i => new TransformerBlockLayer(
            "blocks." + i.ToString(CultureInfo.InvariantCulture), Heads, LayerCount, Dropout, Bias)),
        new FeatureNormLayer("ln", Bias),
        new TiedHeadLayer("head", "wte"),
    ];
}

/// <summary>Looks up a row of <paramref name="Width"/> numbers for each token of a vocabulary.</summary>
public sealed record TokenEmbeddingLayer(string? Name, int Vocabulary, int Width) : LayerSpecification(Name);

/// <summary>Adds a learned row for each position.</summary>
public sealed record PositionEmbeddingLayer(string? Name) : LayerSpecification(Name);

/// <summary>
/// Causal self-attention and a feed-forward part of four times the width, each after a layer norm and added to its input.
/// </summary>
/// <param name="Name">blocks.N.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="Depth">Blocks of the network: what a block adds at first is smaller by √(2 × depth), as in GPT-2.</param>
/// <param name="Dropout">Share of values dropped.</param>
/// <param name="Bias">Whether its layers have a bias.</param>
public sealed record TransformerBlockLayer(string? Name, int Heads, int Depth, double Dropout, bool Bias) : LayerSpecification(Name);

/// <summary>Layer norm over the last dimension.</summary>
public sealed record FeatureNormLayer(string? Name, bool Bias, double Eps = 1e-5) : LayerSpecification(Name);

/// <summary>A linear layer without bias whose weight is that of the embedding <paramref name="Of"/>.</summary>
public sealed record TiedHeadLayer(string? Name, string Of) : LayerSpecification(Name);
