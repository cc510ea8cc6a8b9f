using System.Diagnostics;
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

    /// <summary>As <see cref="Open"/>, for several threads at once.</summary>
    public Workspace OpenConcurrently()
    {
        var workspace = Workspace.Open(Path);
        lock (open)
            open.Add(workspace);
        return workspace;
    }

    public string File(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    public void Dispose()
    {
        open.ForEach(w => w.Dispose());
        // A worker whose session has ended may still be closing its files.
        for (var waited = Stopwatch.StartNew(); ; Thread.Sleep(20))
        {
            try
            {
                Directory.Delete(Path, recursive: true);
                return;
            }
            catch (IOException) when (waited.Elapsed < TimeSpan.FromSeconds(30))
            {
            }
        }
    }
}
