namespace ModelOps.Core;

/// <summary>How a language model's profile meets a text: windows of `context` tokens, and one more to foretell.</summary>
public static class LanguageFit
{
    /// <summary>Tokens to train on: data.train of them, from the beginning; the rest validates.</summary>
    public static long TrainingTokens(DataSettings data, Dataset dataset) =>
        Math.Clamp((long)Math.Round(data.Train * dataset.Samples, MidpointRounding.AwayFromZero), 0, dataset.Samples);

    /// <summary>Windows of a part of a text that don't overlap; the token after a window is the last one that it foretells.</summary>
    public static long Windows(long tokens, int context) => Math.Max(0, (tokens - 1) / context);

    /// <summary>
    /// Windows of an epoch: those of the part to train on, less one where there are several, so that each epoch can begin at another token.
    /// </summary>
    public static long EpochWindows(long tokens, int context) =>
        Math.Max(Math.Min(1, Windows(tokens, context)), Windows(tokens, context) - 1);

    /// <summary>
    /// Reports a width that the heads don't divide: apart from the reading, so that problems with a dataset are found as well.
    /// </summary>
    internal static void CheckSizes(TrainingProfile profile, ProfileLines lines, ProblemList problems)
    {
        const string key = "network.width";
        if (profile.Network is GptSpecification gpt && !HeadsFit(gpt))
            problems.Add(lines.Of(key), key, $"must be divisible by the number of heads, which is {gpt.Heads}; not {gpt.Width}");
    }

    /// <summary>True where the heads divide the width.</summary>
    internal static bool HeadsFit(GptSpecification gpt) => gpt.Width % gpt.Heads == 0;

    /// <summary>Reports what doesn't fit.</summary>
    internal static void Check(TrainingProfile profile, GptSpecification gpt, Dataset dataset, Action<string, string> problem)
    {
        long training = TrainingTokens(profile.Data, dataset), heldOut = dataset.Samples - training;
        if (Windows(training, gpt.Context) == 0)
            problem("network.context", TooLong(training, $"tokens of '{dataset.Name}' to train on"));
        else if (profile.Batch > EpochWindows(training, gpt.Context))
            problem("batch", $"must be at most {EpochWindows(training, gpt.Context)}, the windows of {gpt.Context} tokens of '{dataset.Name}' to train on; not {profile.Batch}");
        if (Windows(heldOut, gpt.Context) == 0)
            problem("network.context", TooLong(heldOut, $"tokens of '{dataset.Name}' that data.train leaves to validate on"));
        if (profile.Data.Shape is not null)
            problem("data.shape", "is for tables and images; a text has none");

        string TooLong(long tokens, string which) => tokens > 1
            ? $"must be below {tokens}, the {which}; not {gpt.Context}"
            : $"there are {tokens} {which}, too few for any context: import a longer text";
    }
}
