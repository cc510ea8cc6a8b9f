using System.Collections;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Completes names of slots.</summary>
public sealed class SlotCompleter : NameCompleter
{
    protected override IEnumerable<Completion> Find(Workspace workspace, IDictionary bound) =>
        workspace.Slots.Find().Select(s => new Completion(
            s.Name, $"{s.ModelName} {s.ModelShortId}, {HeldOut(s)}"));

    private static string HeldOut(ModelSlot slot) => DisplayText.FirstMetric(slot.Metrics, "validation_accuracy", "validation_loss");
}
