using System.Diagnostics;

namespace ModelOps.Training.Tests;

/// <summary>A folder of its own for a test, deleted after it; a worker that is still closing its files in it is waited for.</summary>
public sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("modelops-training-").FullName;

    public string Sub(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    public void Dispose()
    {
        for (var clock = Stopwatch.StartNew(); ; Thread.Sleep(50))
        {
            try
            {
                Directory.Delete(Path, recursive: true);
                return;
            }
            catch (IOException) when (clock.Elapsed < TimeSpan.FromMinutes(1))
            {
            }
        }
    }
}
