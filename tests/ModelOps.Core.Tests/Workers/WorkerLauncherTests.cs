using System.Globalization;

namespace ModelOps.Core.Tests;

public sealed class WorkerLauncherTests : IDisposable
{
    private readonly TrainingHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public void ThreadsAreSetWhereTheUserHasNotSetThem()
    {
        var variables = WorkerLauncher.Environment(3);
        foreach (var name in new[] { "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS" })
            Assert.Equal(System.Environment.GetEnvironmentVariable(name) is null ? "3" : null, variables.GetValueOrDefault(name));
        // OPENBLAS_CORETYPE is the exception: kernels without AVX-512 are not what anyone wants where the processor has it.
        Assert.All(variables.Keys.Where(n => n != "OPENBLAS_CORETYPE"), n => Assert.Null(System.Environment.GetEnvironmentVariable(n)));
        Assert.Equal(OperatingSystem.IsLinux() && System.Environment.GetEnvironmentVariable("MALLOC_MMAP_MAX_") is null,
            variables.ContainsKey("MALLOC_MMAP_MAX_"));
    }

    [Fact]
    public void ThreadsSpinLessBesideOtherTrainings()
    {
        bool ours = OperatingSystem.IsLinux() && System.Environment.GetEnvironmentVariable("GOMP_SPINCOUNT") is null;
        Assert.Equal(ours ? "10000" : null, WorkerLauncher.Environment(2).GetValueOrDefault("GOMP_SPINCOUNT"));
        Assert.Equal(ours ? "1000" : null, WorkerLauncher.Environment(2, shared: true).GetValueOrDefault("GOMP_SPINCOUNT"));
    }

    [Fact]
    public void TheProgramIsTheOneThatIsNamed() => Assert.Equal(TestProcess.Executable, WorkerLauncher.FindProgram());

    [Fact]
    public async Task AWorkerHasItsEnvironmentAndALogOfItsOwn()
    {
        home.SetWorker("environment");
        var id = home.Start().Id;
        var (last, _, log) = await home.WatchToEnd(id);
        Assert.Equal(SessionState.Stopped, last.State);
        var threads = System.Environment.GetEnvironmentVariable("OMP_NUM_THREADS")
            ?? System.Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture);
        Assert.Contains(log, e => e.Message == $"OMP_NUM_THREADS={threads}");
        Assert.Contains(log, e => e.Message == $"MODELOPS_HOME={home.Path}");
        Assert.Contains(log, e => e.Message == $"folder={home.Path}");
        Assert.Contains("printed by the worker", File.ReadAllLines(home.Home.SessionLog(id)));
        Assert.Contains("an error of the worker", File.ReadAllLines(home.Home.SessionLog(id)));
    }

    [Fact]
    public void AProgramThatCannotRunFailsTheSession()
    {
        var id = home.Queue().Id;
        var row = home.Workspace.Sessions.GetRow(id);
        Assert.Equal(ProcessIdentity.Current, row.Launcher);
        var text = System.IO.Path.Combine(home.Path, "not-a-program");
        File.WriteAllText(text, "This is no program.");

        var error = Assert.Throws<ModelOpsException>(() => WorkerLauncher.Start(home.Workspace, row, text));

        Assert.Equal(("WorkerStartFailed", ErrorKind.Unavailable), (error.ErrorId, error.Kind));
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
    }
}
