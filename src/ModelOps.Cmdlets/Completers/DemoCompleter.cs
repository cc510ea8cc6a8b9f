using System.Collections;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Completes names of demos.</summary>
public class DemoCompleter : NameCompleter
{
    protected override IEnumerable<Completion> Find(Workspace workspace, IDictionary bound) =>
        workspace.Demos.Find().Where(IsOffered).Select(d => new Completion(d.Name, $"{d.State}, {d.Kind} {d.Subject}"));

    private protected virtual bool IsOffered(ModelDemo demo) => true;
}

/// <summary>Completes names of demos that play.</summary>
public sealed class ActiveDemoCompleter : DemoCompleter
{
    private protected override bool IsOffered(ModelDemo demo) => demo.IsActive;
}

/// <summary>Completes what a demo can be started of: slots and models.</summary>
public sealed class DemoSourceCompleter : NameCompleter
{
    protected override IEnumerable<Completion> Find(Workspace workspace, IDictionary bound) =>
        workspace.Slots.Find().Select(s => new Completion(s.Name, $"slot, {s.ModelName}"))
            .Concat(workspace.Models.Find(newest: 50).Select(m => new Completion(m.ShortId, $"{m.Name}, {m.Network}")));
}
