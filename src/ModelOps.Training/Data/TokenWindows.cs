using ModelOps.Core;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>Makes batches of windows of a text: the tokens of each, and the same moved on by one as what is to be foretold.</summary>
internal sealed class TokenWindows(TokenSequence tokens, int context, Device device)
{
    private long[] inputs = [];
    private long[] targets = [];
    private readonly long[] window = new long[context + 1];

    /// <summary>Windows that begin at the given tokens: inputs and targets, int64 [windows, context].</summary>
    public (Tensor Inputs, Tensor Targets) At(ReadOnlySpan<long> starts)
    {
        int length = starts.Length * context;
        if (inputs.Length != length)
            (inputs, targets) = (new long[length], new long[length]);
        for (int i = 0; i < starts.Length; i++)
        {
            tokens.Read(starts[i], window);
            window.AsSpan(0, context).CopyTo(inputs.AsSpan(i * context));
            window.AsSpan(1).CopyTo(targets.AsSpan(i * context));
        }
        long[] shape = [starts.Length, context];
        return (LayerModules.Placed(tensor(inputs, shape), device), LayerModules.Placed(tensor(targets, shape), device));
    }
}
