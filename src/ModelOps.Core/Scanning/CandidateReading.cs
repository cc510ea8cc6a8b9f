namespace ModelOps.Core;

/// <summary>What reading a candidate's headers gave: facts, or why it is refused.</summary>
internal sealed record CandidateReading(ModelCandidate Candidate, ModelFacts? Facts, string? Refusal)
{
    public static CandidateReading Of(ModelCandidate candidate)
    {
        if (candidate.Problem is { } problem)
            return new(candidate, null, problem);
        try
        {
            return new(candidate, Read(candidate), null);
        }
        catch (ModelOpsException e)
        {
            return new(candidate, null, e.Message);
        }
    }

    private static ModelFacts Read(ModelCandidate candidate) => candidate.IsGguf ? GgufFacts.Read(candidate.Weights) : SafetensorsFacts.Read(candidate);
}
