namespace ModelOps.Host.Quickstart;

/// <summary>What the quickstart showed.</summary>
/// <param name="SessionId">The session that was stopped and resumed.</param>
/// <param name="ModelId">Its model.</param>
/// <param name="StoppedAtStep">Where it was stopped.</param>
/// <param name="TotalSteps">Steps of the whole run.</param>
/// <param name="WeightsSha256">Of the resumed run's weights.</param>
/// <param name="UndisturbedWeightsSha256">Of the weights of the run that was left alone.</param>
/// <param name="Identical">Whether those two are the same.</param>
/// <param name="Slot">Slot the model was kept in.</param>
/// <param name="Export">File it was exported to.</param>
/// <param name="Accuracy">Validation accuracy as the registry has it.</param>
/// <param name="EvaluatedAccuracy">Validation accuracy of the exported file, measured in another process.</param>
internal sealed record QuickstartResult(
    string SessionId, string ModelId, long StoppedAtStep, long TotalSteps, string WeightsSha256, string UndisturbedWeightsSha256, bool Identical,
    string Slot, ModelExport Export, double Accuracy, double EvaluatedAccuracy);
