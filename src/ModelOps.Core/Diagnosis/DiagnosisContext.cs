using System.ComponentModel;
using Microsoft.Data.Sqlite;

namespace ModelOps.Core;

/// <summary>How to look.</summary>
public sealed record DiagnosisOptions
{
    /// <summary>Mend what can be mended without losing anything.</summary>
    public bool Repair { get; init; }
    /// <summary>Compare files with their hashes too, not only with their sizes.</summary>
    public bool Full { get; init; }
    /// <summary>Names of the checks, also with wildcards; null for all.</summary>
    public IReadOnlyList<string>? Checks { get; init; }
}

/// <summary>What checks look at. The workspace is opened when a check first asks for it, and only where that changes nothing.</summary>
internal sealed class DiagnosisContext(ModelOpsHome home, DiagnosisOptions options, CancellationToken cancellation) : IDisposable
{
    private Workspace? workspace;
    private RegistryLook? look;

    public ModelOpsHome Home => home;
    public DiagnosisOptions Options => options;
    public CancellationToken Cancellation => cancellation;

    /// <summary>The registry as its file is.</summary>
    public RegistryLook Registry => look ??= RegistryLook.At(home.RegistryFile);

    /// <summary>The open home; null where the registry is damaged, absent or of another version.</summary>
    public Workspace? Workspace => workspace ??= Registry.IsSound ? ModelOps.Core.Workspace.OpenExisting(home.Path) : null;

    /// <summary>After a repair: everything is looked at anew.</summary>
    public void Forget()
    {
        workspace?.Dispose();
        (workspace, look) = (null, null);
    }

    /// <summary>What looking at a broken machine may throw.</summary>
    public static bool IsExpected(Exception error) =>
        error is ModelOpsException or IOException or UnauthorizedAccessException or SqliteException or FormatException or Win32Exception;

    public void Dispose() => workspace?.Dispose();
}
