using System.Collections;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Completes names of model servers.</summary>
public class ServerCompleter : NameCompleter
{
    protected override IEnumerable<Completion> Find(Workspace workspace, IDictionary bound) =>
        workspace.Servers.Find().Where(IsOffered).Select(s => new Completion(s.Name, $"{s.State}, {Path.GetFileName(s.ModelPath)}"));

    private protected virtual bool IsOffered(ModelServer server) => true;
}

/// <summary>Completes names of model servers that are active.</summary>
public sealed class ActiveServerCompleter : ServerCompleter
{
    private protected override bool IsOffered(ModelServer server) => server.IsActive;
}
