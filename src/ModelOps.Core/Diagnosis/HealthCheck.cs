namespace ModelOps.Core;

/// <summary>Looks at one part of ModelOps. It changes nothing but what a repair is asked for, and never throws for what it finds.</summary>
internal abstract class HealthCheck
{
    /// <summary>How users name it.</summary>
    public abstract string Name { get; }

    public abstract IEnumerable<ModelOpsFinding> Run(DiagnosisContext context);

    protected ModelOpsFinding Ok(string message) => new() { Check = Name, Status = FindingStatus.Ok, Message = message };

    protected ModelOpsFinding Warning(string message, string advice, string? target = null) =>
        new() { Check = Name, Status = FindingStatus.Warning, Message = message, Advice = advice, Target = target };

    protected ModelOpsFinding Failure(string message, string? advice, string? target = null) =>
        new() { Check = Name, Status = FindingStatus.Error, Message = message, Advice = advice, Target = target };

    /// <summary>A finding that a repair mends: mended now where that was asked for, what came of it being the message then.</summary>
    /// <param name="context">Whether to repair.</param>
    /// <param name="finding">What was found, with what else can be done.</param>
    /// <param name="repair">Mends it and says what came of that.</param>
    /// <param name="does">What the repair does to it, in two or three words.</param>
    protected static ModelOpsFinding Repairable(DiagnosisContext context, ModelOpsFinding finding, Func<string> repair,
        string does = "does it")
    {
        finding = finding with { CanRepair = true };
        if (!context.Options.Repair)
            return finding with { Advice = $"{finding.Advice} Test-ModelOps -Repair (modelops doctor --repair) {does}.".TrimStart() };
        try
        {
            return finding with { Status = FindingStatus.Ok, Repaired = true, Message = $"{finding.Message} {repair()}", Advice = null };
        }
        catch (Exception error) when (DiagnosisContext.IsExpected(error))
        {
            return finding with { Advice = $"{finding.Advice} The repair failed: {error.Message}" };
        }
    }

    /// <summary>"1 model", "3 models".</summary>
    protected static string Count(long number, string what) => FormattableString.Invariant($"{number} {what}{(number == 1 ? "" : "s")}");

    /// <summary>The first names of a list, and that there are more.</summary>
    protected static string Some(IReadOnlyCollection<string> names)
    {
        const int Shown = 5;
        return string.Join(", ", names.Take(Shown)) + (names.Count > Shown ? ", …" : "");
    }
}
