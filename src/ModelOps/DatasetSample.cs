namespace ModelOps;

/// <summary>One sample of a dataset.</summary>
/// <param name="Index">Its place in the dataset, from 0.</param>
/// <param name="Values">Its inputs, row-major: one a column for tables.</param>
/// <param name="Label">Name of its class; null where the label is a number.</param>
/// <param name="Target">Its number to regress; null where the label is a class.</param>
public sealed record DatasetSample(long Index, IReadOnlyList<float> Values, string? Label, float? Target);
