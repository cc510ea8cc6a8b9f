using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>Examples that go through the network at once; one or more of them make a step.</summary>
/// <param name="Inputs">[count, …shape].</param>
/// <param name="Targets">[count] or [count, 1].</param>
public readonly record struct MicroBatch(Tensor Inputs, Tensor Targets);
