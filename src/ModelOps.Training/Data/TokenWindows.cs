using System.Collections.Concurrent;
using ModelOps.Core;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>Windows of a text in the host's memory, one after the other.</summary>
/// <param name="Inputs">Tokens of each window.</param>
/// <param name="Targets">The same moved on by one: what is to be foretold.</param>
internal readonly record struct TokenBatch(long[] Inputs, long[] Targets);

/// <summary>Makes batches of windows of a text. Safe from several threads.</summary>
/// <param name="tokens">The text.</param>
/// <param name="context">Tokens in a window.</param>
/// <param name="device">Where batches go.</param>
internal sealed class TokenWindows(TokenSequence tokens, int context, Device device)
{
    private readonly ConcurrentBag<TokenBatch> free = [];

    /// <summary>Tokens in a window.</summary>
    public int Context => context;

    /// <summary>Reads the windows that begin at the given tokens.</summary>
    public TokenBatch Make(ReadOnlySpan<long> starts)
    {
        int length = starts.Length * context;
        var batch = free.TryTake(out var used) && used.Inputs.Length == length ? used : new TokenBatch(new long[length], new long[length]);
        var window = new long[context + 1];
        for (int i = 0; i < starts.Length; i++)
        {
            tokens.Read(starts[i], window);
            window.AsSpan(0, context).CopyTo(batch.Inputs.AsSpan(i * context));
            window.AsSpan(1).CopyTo(batch.Targets.AsSpan(i * context));
        }
        return batch;
    }

    /// <summary>Copies a batch to the device: inputs and targets, int64 [windows, context]. Its memory is used again.</summary>
    public (Tensor Inputs, Tensor Targets) Place(TokenBatch batch)
    {
        long[] shape = [batch.Inputs.Length / context, context];
        var placed = (LayerModules.Placed(tensor(batch.Inputs, shape), device), LayerModules.Placed(tensor(batch.Targets, shape), device));
        free.Add(batch);
        return placed;
    }
}
