namespace ModelOps.Core;

/// <summary>Slots whose package is gone, cut short or changed.</summary>
internal sealed class SlotCheck : HealthCheck
{
    public override string Name => "slots";

    public override IEnumerable<ModelOpsFinding> Run(DiagnosisContext context)
    {
        int sound = 0;
        foreach (var name in FolderDraft.Names(context.Home.Slots))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (Problem(context, name) is { } problem)
                yield return Failure(
                    problem, "Save the model to it again with Save-ModelSlot -Force, or take it away with Remove-ModelSlot.", name);
            else
                sound++;
        }
        yield return Ok($"{Count(sound, "slot")} sound" + (context.Options.Full ? ", hashes compared." : "; sizes compared."));
    }

    private static string? Problem(DiagnosisContext context, string name)
    {
        try
        {
            if (SlotFile.Read(context.Home.Slot(name)) is not { } slot)
                return null;
            if (context.Options.Full)
            {
                SlotVerification.Check(slot, context.Cancellation);
                return null;
            }
            var package = new FileInfo(Path.Combine(slot.Path, SlotFile.Package));
            return !package.Exists ? Error.Text("SlotDamaged", name, $"'{package.FullName}' is missing")
                : package.Length != slot.SizeBytes ? Error.Text("SlotDamaged", name,
                    $"'{package.FullName}' has {package.Length} bytes instead of {slot.SizeBytes}")
                : null;
        }
        catch (ModelOpsException error) when (error.Kind == ErrorKind.Damaged)
        {
            return error.Message;
        }
    }
}
