namespace ModelOps.Core;

/// <summary>Models whose files are gone, cut short or back again, and folders of models that no row has.</summary>
internal sealed class ModelCheck : HealthCheck
{
    public override string Name => "models";

    public override IEnumerable<ModelOpsFinding> Run(DiagnosisContext context)
    {
        if (context.Workspace is not { } workspace)
            yield break;
        var all = workspace.Registry.Read(c => workspace.ModelTable.Find(c, new()));
        int sound = 0;
        foreach (var model in all)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (Finding(context, workspace, model) is { } finding)
                yield return finding;
            else
                sound++;
        }
        foreach (var folder in Unregistered(context.Home, all))
        {
            yield return Warning($"'{folder}' holds a model that isn't in the registry.",
                "Its files were kept when it was removed, or a command was killed. Import-Model registers it; delete the folder if you don't want it.", folder);
        }
        yield return Ok($"{Count(sound, "model")} of {all.Count} without a finding" + (context.Options.Full ? ", hashes compared."
            : "; sizes compared, no hashes (-Full, --full)."));
    }

    private ModelOpsFinding? Finding(DiagnosisContext context, Workspace workspace, Model model)
    {
        if (model.State == ModelState.Missing && File.Exists(model.WeightsPath))
        {
            return Repairable(context, Warning($"Model {model.ShortId} ({model.Name}) was missing; its file is there again.",
                "Test-Model looks at it.", model.Id),
                () => Test(workspace, model));
        }
        if (model.State == ModelState.Missing)
        {
            return Failure($"Model {model.ShortId} ({model.Name}) is missing: '{model.WeightsPath}' is gone.",
                "Put the file back and run Test-Model, restore a slot (Restore-ModelSlot), or take the model out with Remove-Model.",
                model.Id);
        }
        if (model.State == ModelState.Failed && model.Sha256 is not null)
            return Failure($"Model {model.ShortId} ({model.Name}) has damaged files.",
                "Test-Model says which; restore it from a slot or import it again.", model.Id);
        if (model.State != ModelState.Completed || Problem(context, workspace, model) is not { } problem)
            return null;
        var finding = Repairable(context, Failure($"Model {model.ShortId} ({model.Name}): {problem}",
            "Put the file back, or restore the model from a slot.", model.Id), () => Test(workspace, model), does: "notes its state");
        // Its state is true then, but its files are not back.
        return finding.Repaired ? finding with { Status = FindingStatus.Error,
            Advice = "Put the file back, or restore the model from a slot." } : finding;
    }

    private static string? Problem(DiagnosisContext context, Workspace workspace, Model model)
    {
        var weights = new FileInfo(model.WeightsPath);
        if (!weights.Exists)
            return $"'{weights.FullName}' is missing.";
        if (context.Options.Full)
        {
            var known = workspace.Registry.Read(c => workspace.ModelTables.Files.Of(c, model.Id));
            var problems = known.Count > 0
                ? new FileVerification(model, known).Problems(null, context.Cancellation)
                : ModelVerification.Problems(model, context.Cancellation);
            return problems.Count > 0 ? problems[0] : null;
        }
        // Several parts have their sizes summed up: the first alone says nothing then.
        bool alone = model.Format == "safetensors" && !model.InPlace;
        return alone && weights.Length != model.SizeBytes && !File.Exists(Path.Combine(model.Path, ImportedModel.FileName))
            ? FormattableString.Invariant($"'{weights.FullName}' has {weights.Length} bytes instead of {model.SizeBytes}.")
            : null;
    }

    private static string Test(Workspace workspace, Model model)
    {
        var state = workspace.Models.Test(model.Id).State;
        return $"It is {state.ToString().ToLowerInvariant()} now.";
    }

    private static IEnumerable<string> Unregistered(ModelOpsHome home, List<Model> all)
    {
        if (!Directory.Exists(home.Models))
            return [];
        var known = all.Select(m => m.Path).ToHashSet(StringComparer.Ordinal);
        return Directory.EnumerateDirectories(home.Models)
            .Where(f => !PartialName.Is(Path.GetFileName(f)) && !known.Contains(f)
                && Directory.EnumerateFileSystemEntries(f).Any()).Order(StringComparer.Ordinal);
    }
}
