namespace ModelOps;

/// <summary>One layer of a trained model's network.</summary>
/// <param name="Name">Its name, with which those of its tensors begin.</param>
/// <param name="Kind">What it is: linear, conv2d, transformer_block.</param>
/// <param name="Output">Shape of what comes out for one sample.</param>
/// <param name="Parameters">Number of trainable parameters.</param>
public sealed record ModelLayer(string Name, string Kind, IReadOnlyList<int> Output, long Parameters);
