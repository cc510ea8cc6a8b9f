namespace ModelOps;

/// <summary>How a model came about.</summary>
/// <param name="DatasetId">SHA-256 of the data it was trained on.</param>
/// <param name="Device">Device it was trained on: cpu, cuda:0.</param>
/// <param name="Duration">From the start of its training, the last one where it was resumed, to its end; null before that.</param>
/// <param name="Epochs">Epochs it was trained for.</param>
/// <param name="Steps">Optimizer steps it was trained for.</param>
/// <param name="JobHash">SHA-256 of the job (profile, dataset and start): the session's id.</param>
public sealed record ModelTraining(string DatasetId, string Device, TimeSpan? Duration, int Epochs, long Steps, string JobHash);
