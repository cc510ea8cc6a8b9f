namespace ModelOps.Core;

/// <summary>Looks at all that ModelOps needs and says what to do about what isn't well. docs/troubleshooting.md tells of each
/// finding.</summary>
public sealed class Diagnosis(ModelOpsHome home)
{
    private static readonly HealthCheck[] All =
    [
        new RuntimeCheck(), new TorchCheck(), new DeviceCheck(), new HomeCheck(), new RegistryCheck(), new SettingCheck(),
        new SessionCheck(),
        new ModelCheck(), new SlotCheck(), new DatasetCheck(), new ProfileCheck(), new ServerCheck(), new LeftoverCheck(),
    ];

    /// <summary>Names of the checks, in the order they are made.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(c => c.Name)];

    /// <summary>
    /// Runs the checks; every one of them has at least one finding. NotFound ("CheckNotFound") for a name without wildcards that none has.
    /// </summary>
    /// <param name="options">How.</param>
    /// <param name="progress">Share of the checks that are done, from 0 to 1.</param>
    /// <param name="cancellation">Stops between two checks, and within long ones.</param>
    public IReadOnlyList<ModelOpsFinding> Run(DiagnosisOptions options, IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        var chosen = Choose(options.Checks);
        var findings = new List<ModelOpsFinding>();
        using var context = new DiagnosisContext(home, options, cancellation);
        for (int i = 0; i < chosen.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report((double)i / chosen.Count);
            findings.AddRange(Run(chosen[i], context));
        }
        progress?.Report(1);
        return findings;
    }

    private static List<HealthCheck> Choose(IReadOnlyList<string>? patterns)
    {
        foreach (var name in patterns ?? [])
        {
            if (!All.Any(c => Wildcard.Matches(name, c.Name)))
                throw Error.NotFound("CheckNotFound", name, Names);
        }
        return [.. All.Where(c => patterns is null || patterns.Any(p => Wildcard.Matches(p, c.Name)))];
    }

    private static List<ModelOpsFinding> Run(HealthCheck check, DiagnosisContext context)
    {
        var found = new List<ModelOpsFinding>();
        try
        {
            foreach (var finding in check.Run(context))
                found.Add(finding);
        }
        catch (Exception error) when (DiagnosisContext.IsExpected(error))
        {
            found.Add(new() { Check = check.Name, Status = FindingStatus.Error, Message = error.Message });
        }
        if (found.Count == 0)
        {
            var message = context.Registry.IsSound || !context.Registry.Exists ? "Nothing to look at."
                : "Not looked at: the registry must be mended first.";
            found.Add(new() { Check = check.Name, Status = FindingStatus.Ok, Message = message });
        }
        return found;
    }
}
