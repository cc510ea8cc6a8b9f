using ModelOps.Core;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>
/// Windows of the part of a text to train on, that don't overlap, in an order drawn from (seed, epoch); so is the token that the first
/// one begins at, so that epochs cut the text at other places. They are read in the background.
/// </summary>
/// <param name="windows">Makes batches of windows.</param>
/// <param name="training">Tokens from the beginning of the text to train on.</param>
/// <param name="batch">Windows in a batch.</param>
/// <param name="seed">Seed of the run.</param>
internal sealed class TokenBatches(TokenWindows windows, long training, int batch, long seed)
    : BackgroundBatches<TokenBatch>(checked((int)LanguageFit.EpochWindows(training, windows.Context)), batch)
{
    public override int TokensPerExample => windows.Context;

    /// <summary>The tokens that windows begin at.</summary>
    protected override long[] Order(int epoch)
    {
        var sequence = new RandomSequence(seed, epoch);
        long first = sequence.Below(training - (long)Examples * windows.Context);
        var order = new long[Examples];
        for (int i = 0; i < order.Length; i++)
            order[i] = first + (long)i * windows.Context;
        sequence.Shuffle(order);
        return order;
    }

    protected override TokenBatch Make(ReadOnlySpan<long> examples, long number) => windows.Make(examples);

    protected override (Tensor Inputs, Tensor Targets) Place(TokenBatch batch) => windows.Place(batch);
}
