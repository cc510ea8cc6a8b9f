using ModelOps.Core;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>A text: data.train of its tokens from the beginning to train on, the rest to validate on.</summary>
internal sealed class TextRunData : RunData
{
    private const int ValidationBatch = 64;
    /// <summary>Outputs of a batch at most: a large vocabulary takes fewer windows at once.</summary>
    private const long MaxOutputs = 1 << 23;
    private readonly TokenSequence tokens;
    private readonly int context;
    private readonly long training;
    private readonly Device device;

    /// <param name="dataset">The text.</param>
    /// <param name="settings">How it is split.</param>
    /// <param name="context">Tokens in a window.</param>
    /// <param name="device">Where batches go.</param>
    public TextRunData(Dataset dataset, DataSettings settings, int context, Device device)
    {
        (this.context, this.device) = (context, device);
        training = LanguageFit.TrainingTokens(settings, dataset);
        if (LanguageFit.Windows(training, context) == 0 || LanguageFit.Windows(dataset.Samples - training, context) == 0)
            throw Error.Of(ErrorKind.InvalidInput, "TextTooShort", dataset.Name, dataset.Samples, settings.Train, context);
        tokens = TokenSequence.Open(dataset);
    }

    public override Normalization Normalization => Normalization.None;

    public override long HeldOut => LanguageFit.Windows(tokens.Count - training, context);

    public override Batches Training(int batch, long seed, int least) => new TokenBatches(tokens, training, context, batch, seed, device);

    /// <summary>Windows one after the other; what is less than a window at the end isn't scored.</summary>
    public override IEnumerable<(Tensor Inputs, Tensor Targets)> Validation(bool all, long outputs)
    {
        long first = all ? 0 : training, count = LanguageFit.Windows(tokens.Count - first, context);
        int batch = (int)Math.Clamp(MaxOutputs / (outputs * context), 1, ValidationBatch);
        var windows = new TokenWindows(tokens, context, device);
        for (long window = 0; window < count; window += batch)
        {
            var starts = Enumerable.Range(0, (int)Math.Min(batch, count - window)).Select(i => first + (window + i) * context);
            yield return windows.At([.. starts]);
        }
    }

    public override void Dispose()
    {
        tokens.Dispose();
        base.Dispose();
    }
}
