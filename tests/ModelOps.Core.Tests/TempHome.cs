using ModelOps.Core;

namespace ModelOps.Core.Tests;

/// <summary>A home of its own for each test, deleted at its end.</summary>
public sealed class TempHome : IDisposable
{
    private readonly List<Workspace> open = [];

    public string Path { get; } = Directory.CreateTempSubdirectory("modelops-test-").FullName;

    public ModelOpsHome Home => new(Path);

    /// <summary>Opens the home once more; closed at the test's end.</summary>
    public Workspace Open()
    {
        var workspace = Workspace.Open(Path);
        open.Add(workspace);
        return workspace;
    }

    public string File(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    public void Dispose()
    {
        open.ForEach(w => w.Dispose());
        Directory.Delete(Path, recursive: true);
    }
}
