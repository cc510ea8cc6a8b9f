using ModelOps.Core;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>A text: data.train of its tokens from the beginning to train on, the rest to validate on.</summary>
internal sealed class TextRunData : RunData
{
    private const int ValidationBatch = 64;
    private const int ValidationAhead = 2;
    /// <summary>Outputs of a batch at most: a large vocabulary takes fewer windows at once.</summary>
    private const long MaxOutputs = 1 << 23;
    private readonly TokenSequence tokens;
    private readonly TokenWindows windows;
    private readonly int context;
    private readonly long training;

    /// <param name="dataset">The text.</param>
    /// <param name="settings">How it is split.</param>
    /// <param name="context">Tokens in a window.</param>
    /// <param name="device">Where batches go.</param>
    public TextRunData(Dataset dataset, DataSettings settings, int context, Device device)
    {
        this.context = context;
        training = LanguageFit.TrainingTokens(settings, dataset);
        if (LanguageFit.Windows(training, context) == 0 || LanguageFit.Windows(dataset.Samples - training, context) == 0)
            throw Error.Of(ErrorKind.InvalidInput, "TextTooShort", dataset.Name, dataset.Samples, settings.Train, context);
        tokens = TokenSequence.Open(dataset);
        windows = new TokenWindows(tokens, context, device);
    }

    public override Normalization Normalization => Normalization.None;

    public override long HeldOut => LanguageFit.Windows(tokens.Count - training, context);

    public override Batches Training(int batch, long seed, int least) => new TokenBatches(windows, training, batch, seed);

    /// <summary>Windows one after the other; what is less than a window at the end isn't scored.</summary>
    public override IEnumerable<(Tensor Inputs, Tensor Targets)> Validation(bool all, long outputs)
    {
        long first = all ? 0 : training, count = LanguageFit.Windows(tokens.Count - first, context);
        int batch = (int)Math.Clamp(MaxOutputs / (outputs * context), 1, ValidationBatch);
        long[] Starts(long window) =>
            [.. Enumerable.Range(0, (int)Math.Min(batch, count - window)).Select(i => first + (window + i) * context)];
        using var loader = new BackgroundLoader<long, TokenBatch>(
            window => windows.Make(Starts(window)), window => window + batch < count ? window + batch : null, ValidationAhead);
        for (long window = 0; window < count; window += batch)
            yield return windows.Place(loader.Take(window));
    }

    public override void Dispose()
    {
        tokens.Dispose();
        base.Dispose();
    }
}
