namespace ModelOps.Core;

/// <summary>What reading a candidate's headers gave: facts, or why it is refused.</summary>
internal sealed record CandidateReading(ModelCandidate Candidate, ModelFacts? Facts, ModelOpsException? Error)
{
    /// <summary>Why it is refused, in short where the candidate's own path says the rest; null where it isn't.</summary>
    public string? Refusal => Candidate.Problem ?? Error?.Message;

    public static CandidateReading Of(ModelCandidate candidate)
    {
        try
        {
            return new(candidate, Read(candidate), null);
        }
        catch (ModelOpsException e)
        {
            return new(candidate, null, e);
        }
    }

    /// <summary>The facts; throws why it is refused.</summary>
    public static ModelFacts Read(ModelCandidate candidate)
    {
        if (candidate.Problem is { } problem)
            throw Core.Error.Of(ErrorKind.InvalidInput, "NotAModel", candidate.Key, problem);
        if (candidate.Weights.Where(w => w.Bytes == 0).Select(w => w.Path).FirstOrDefault() is { } empty)
            throw Core.Error.Of(ErrorKind.Damaged, candidate.IsGguf ? "GgufInvalid" : "SafetensorsInvalid", empty, "it has no bytes");
        return candidate.IsGguf ? GgufFacts.Read(candidate.Weights) : SafetensorsFacts.Read(candidate);
    }
}
