namespace ModelOps;

/// <summary>One line of a session's log.</summary>
/// <param name="SessionId">Session it belongs to.</param>
/// <param name="Sequence">Position in the registry; later entries have greater numbers.</param>
/// <param name="Time">When it was written (UTC).</param>
/// <param name="Level">debug, information, warning or error.</param>
/// <param name="Message">The text.</param>
public sealed record TrainingLogEntry(string SessionId, long Sequence, DateTime Time, string Level, string Message);
