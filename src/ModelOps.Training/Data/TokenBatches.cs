using ModelOps.Core;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>
/// Windows of the part of a text to train on, that don't overlap, in an order drawn from (seed, epoch); so is the token that the first
/// one begins at, so that epochs cut the text at other places.
/// </summary>
public sealed class TokenBatches : Batches
{
    private readonly TokenWindows windows;
    private readonly int context;
    private readonly long seed;
    private readonly long slack;
    private readonly long[] starts;
    private long[] order = [];

    /// <param name="tokens">The text.</param>
    /// <param name="training">Tokens from the beginning to train on.</param>
    /// <param name="context">Tokens in a window.</param>
    /// <param name="batch">Windows in a batch.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="device">Where batches go.</param>
    public TokenBatches(TokenSequence tokens, long training, int context, int batch, long seed, Device device)
        : base(checked((int)LanguageFit.EpochWindows(training, context)), batch)
    {
        (this.context, this.seed) = (context, seed);
        windows = new TokenWindows(tokens, context, device);
        slack = training - 1 - (long)Examples * context;
        starts = [.. Enumerable.Range(0, Examples).Select(i => (long)i * context)];
    }

    public override int TokensPerExample => context;

    public override void StartEpoch(int epoch)
    {
        var sequence = new RandomSequence(seed, epoch);
        long first = sequence.Below(slack + 1);
        order = Array.ConvertAll(starts, s => s + first);
        sequence.Shuffle(order);
    }

    public override (Tensor Inputs, Tensor Targets) At(int position) => windows.At(order.AsSpan(First(position), Count(position)));
}
