namespace ModelOps;

/// <summary>One value of one metric of one session.</summary>
/// <param name="SessionId">Session it belongs to.</param>
/// <param name="Step">Optimizer step after which it was taken.</param>
/// <param name="Epoch">Epoch it was taken in, from 1.</param>
/// <param name="Name">training_loss, training_accuracy, validation_loss, validation_accuracy, learning_rate, examples_per_second, …</param>
/// <param name="Value">The value.</param>
/// <param name="Time">When it was taken (UTC).</param>
public sealed record MetricPoint(string SessionId, long Step, int Epoch, string Name, double Value, DateTime Time);
