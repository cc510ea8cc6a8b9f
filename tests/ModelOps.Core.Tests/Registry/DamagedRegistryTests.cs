using System.Diagnostics;
using System.Text;

namespace ModelOps.Core.Tests;

/// <summary>A registry that can't be opened is set aside, never overwritten, and what the folders hold is registered again.</summary>
public sealed class DamagedRegistryTests : IDisposable
{
    private readonly TrainingHome home = new();

    public void Dispose() => home.Dispose();

    private string Registry => home.Home.RegistryFile;

    private string[] SetAside() =>
        [.. Directory.GetFiles(home.Path, "modelops.db.damaged-*").Where(f => !f.EndsWith("-wal", StringComparison.Ordinal) && !f.EndsWith("-shm", StringComparison.Ordinal))];

    /// <summary>A finished training, and one that was stopped half-way; then the registry is closed.</summary>
    private async Task<(TrainingSession Finished, TrainingSession Stopped)> Fill()
    {
        var finished = home.Start("kept");
        await home.WatchToEnd(finished.Id);
        home.SetWorker("steps 100000 5");
        var stopped = home.Start("half");
        await home.WaitFor(stopped.Id, SessionState.Running);
        await home.Workspace.Trainings.StopAsync(stopped.Id);
        var both = (home.Workspace.Sessions.Get(finished.Id), home.Workspace.Sessions.Get(stopped.Id));
        CloseForAll();
        return both;
    }

    /// <summary>No process has the registry open any more: what a test does to the file is not undone by a worker that closes it.</summary>
    private void CloseForAll()
    {
        home.Workspace.Dispose();
        home.WaitUntilQuiet();
        // The last connection of all deletes the log.
        for (var waited = Stopwatch.StartNew(); File.Exists(Registry + "-wal"); Workspace.Open(home.Path).Dispose())
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task GarbageIsSetAsideAndTheFoldersAreRegisteredAgain()
    {
        var (finished, stopped) = await Fill();
        WriteModelConfiguration(finished);
        var garbage = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("This is no database. ", 500)));
        File.WriteAllBytes(Registry, garbage);

        var again = home.Open();

        Assert.Equal(garbage, File.ReadAllBytes(Assert.Single(SetAside())));
        Assert.Contains(again.Notices, n => n.Contains("was set aside as", StringComparison.Ordinal));
        Assert.Contains(again.Notices, n => n.Contains("(models: 2, sessions: 2, datasets: 1, slots: 0)", StringComparison.Ordinal));
        Assert.Equal("tiny", Assert.Single(again.Datasets.Find()).Name);
        var model = again.Models.Get(finished.ModelId);
        Assert.Equal(("kept", ModelState.Completed, finished.Id), (model.Name, model.State, model.SessionId));
        AssertSame(finished, again.Sessions.Get(finished.Id));
        AssertSame(stopped, again.Sessions.Get(stopped.Id));

        home.SetWorker($"steps {stopped.Step + 2} 1");
        again.Trainings.Resume(stopped.Id);
        Assert.Equal(SessionState.Completed, await EndOf(again, stopped.Id));
    }

    [Fact]
    public async Task AFolderThatCannotBeReadIsLeftOutAndNamed()
    {
        var (finished, stopped) = await Fill();
        var copy = home.Home.Session("copy");
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(home.Home.Session(finished.Id)))
            File.Copy(file, System.IO.Path.Combine(copy, System.IO.Path.GetFileName(file)));
        File.WriteAllText(System.IO.Path.Combine(home.Home.Session(stopped.Id), "state.json"), "{ \"state\": ");
        File.Delete(Registry);

        var again = home.Open();

        Assert.Equal(finished.Id, Assert.Single(again.Sessions.Find()).Id);
        Assert.Contains(
            again.Notices, n => n.StartsWith(copy, StringComparison.Ordinal) && n.Contains(finished.Id, StringComparison.Ordinal));
        Assert.Contains(
            again.Notices, n => n.Contains(System.IO.Path.Combine(home.Home.Session(stopped.Id), "state.json"), StringComparison.Ordinal));
        Assert.True(File.Exists(System.IO.Path.Combine(copy, "profile.yaml")));
    }

    [Fact]
    public async Task ARemovedModelDoesNotComeBack()
    {
        var session = home.Start();
        await home.WatchToEnd(session.Id);
        home.Workspace.Models.Remove(session.ModelId);
        CloseForAll();
        File.WriteAllText(Registry, "garbage");

        var again = home.Open();

        Assert.Empty(again.Models.Find());
        Assert.Equal(SessionState.Completed, again.Sessions.Get(session.Id).State);
    }

    [Fact]
    public async Task ATruncatedFileIsSetAside()
    {
        var (finished, _) = await Fill();
        long length = new FileInfo(Registry).Length;
        using (var file = File.OpenWrite(Registry))
            file.SetLength(length / 2);

        var again = home.Open();

        Assert.Equal(length / 2, new FileInfo(Assert.Single(SetAside())).Length);
        Assert.Equal(SessionState.Completed, again.Sessions.Get(finished.Id).State);
    }

    [Fact]
    public async Task AnEmptyFileIsFilledFromTheFolders()
    {
        var (finished, _) = await Fill();
        File.WriteAllBytes(Registry, []);
        var again = home.Open();
        Assert.Equal(SessionState.Completed, again.Sessions.Get(finished.Id).State);
        Assert.Contains(again.Notices, n => n.Contains("was filled from the folders", StringComparison.Ordinal));
        Assert.Empty(home.Open().Notices);
    }

    [Fact]
    public async Task ALogWithoutItsFileIsKept()
    {
        await Fill();
        File.Delete(Registry);
        File.WriteAllText(Registry + "-wal", "the last transactions");
        home.Open();
        var kept = Assert.Single(Directory.GetFiles(home.Path, "modelops.db.damaged-*-wal"));
        Assert.Equal("the last transactions", File.ReadAllText(kept));
    }

    [Fact]
    public async Task DamageFoundLaterIsReportedAndTheFileSetAsideAtTheNextOpening()
    {
        var (finished, _) = await Fill();
        // The header and the schema stay, all other pages are overwritten.
        using (var file = File.OpenWrite(Registry))
        {
            file.Position = 4096;
            file.Write(Enumerable.Repeat((byte)0xA5, (int)(file.Length - 4096)).ToArray());
        }

        using (var damaged = Workspace.Open(home.Path))
        {
            if (damaged.Notices.Count == 0)
                Assert.Equal("RegistryDamaged", Assert.Throws<ModelOpsException>(() => damaged.Sessions.Find()).ErrorId);
        }
        var again = home.Open();

        Assert.Equal(SessionState.Completed, again.Sessions.Get(finished.Id).State);
        Assert.NotEmpty(SetAside());
    }

    public static TheoryData<int> OlderVersions => [.. Enumerable.Range(1, RegistryMigrations.Newest - 1)];

    [Theory]
    [MemberData(nameof(OlderVersions))]
    public void ARegistryOfAnOlderVersionIsBroughtUpToDateWithWhatItHolds(int version)
    {
        using var older = new TempHome();
        var id = TestModels.Id("old");
        using (var connection = new RegistryConnection(older.Home.RegistryFile, create: true))
        {
            RegistryMigrations.Apply(connection, older.Home.RegistryFile, upTo: version);
            connection.Execute(
                $"INSERT INTO models (id, {TestModels.ShortColumn(version)}, name, network, state, format, parameters, size_bytes, metrics, created, path) "
                + "VALUES ($1, 8, 'old', 'mlp', 'completed', 'safetensors', 42, 168, '{}', $2, 'models/mlp_old')", id, DateTime.UtcNow);
        }

        var workspace = older.Open();

        Assert.Empty(workspace.Notices);
        Assert.Equal(("old", 42), (workspace.Models.Get(id).Name, workspace.Models.Get(id).Parameters));
        Assert.Equal(RegistryMigrations.Newest, workspace.Registry.Read(c => c.Number("PRAGMA user_version")));
        Assert.Equal("ok", workspace.Registry.Read(c => c.First("PRAGMA integrity_check", row => row.Text(0))));
    }

    [Fact]
    public void AHomeThatCannotBeMadeIsUnavailable()
    {
        var error = Assert.Throws<ModelOpsException>(() => Workspace.Open(System.IO.Path.Combine(home.Path, "tiny.csv")));
        Assert.Equal(("RegistryUnavailable", ErrorKind.Unavailable), (error.ErrorId, error.Kind));
    }

    [Fact]
    public async Task ADatabaseOfAnotherProgramIsSetAside()
    {
        await Fill();
        File.Delete(Registry);
        using (var other = new RegistryConnection(Registry, create: true))
            other.ExecuteScript("CREATE TABLE songs (title TEXT)");
        var again = home.Open();
        Assert.Equal(2, again.Sessions.Find().Count);
        Assert.Single(SetAside());
    }

    [Fact]
    public async Task ARegistryOfANewerVersionIsRefusedAndLeftAsItIs()
    {
        await Fill();
        using (var newer = new RegistryConnection(Registry))
            newer.ExecuteScript("PRAGMA user_version = 4711");
        var before = File.ReadAllBytes(Registry);

        var error = Assert.Throws<ModelOpsException>(() => Workspace.Open(home.Path));

        Assert.Equal(("RegistryNewer", ErrorKind.Unavailable), (error.ErrorId, error.Kind));
        Assert.Contains("4711", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Registry));
        Assert.Empty(SetAside());
        using var restored = new RegistryConnection(Registry);
        restored.ExecuteScript($"PRAGMA user_version = {RegistryMigrations.Newest}");
    }

    [Fact]
    public async Task ManyProcessesThatMeetADamagedRegistrySetItAsideOnce()
    {
        var (finished, _) = await Fill();
        File.WriteAllText(Registry, "garbage");
        var opened = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(home.OpenConcurrently)));
        Assert.All(opened, w => Assert.Equal(SessionState.Completed, w.Sessions.Get(finished.Id).State));
        Assert.Single(SetAside());
        Assert.Single(opened, w => w.Notices.Count > 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AWorkerGoesOnWhenTheRegistryIsLostUnderIt(bool garbage)
    {
        home.SetWorker("finish");
        var session = home.Start();
        await home.WaitFor(session.Id, SessionState.Running);
        var watching = home.WatchToEnd(session.Id);
        File.Delete(Registry + "-wal");
        File.Delete(Registry + "-shm");
        File.Delete(Registry);
        if (garbage)
            File.WriteAllText(Registry, "garbage");

        // Worker and watcher go on by themselves, and one of them rebuilds the registry.
        for (var waited = Stopwatch.StartNew(); !IsSound(); await Task.Delay(50))
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1));
        await Task.Delay(500);
        File.WriteAllText(System.IO.Path.Combine(home.Path, "finish.txt"), "");
        var (last, metrics, log) = await watching;

        Assert.Equal(SessionState.Completed, last.State);
        Assert.Equal(last.Step, metrics[^1].Step);
        Assert.Contains(log, e => e.Message.Contains("was filled from the folders", StringComparison.Ordinal));
        Assert.Equal(garbage, SetAside().Length == 1);
        Assert.Equal(last.Id, home.Open().Sessions.Get(session.Id).Id);
    }

    /// <summary>Whether a database is at the registry's place again.</summary>
    private bool IsSound() => new FileInfo(Registry) is { Exists: true, Length: > 4096 };

    private static async Task<SessionState> EndOf(Workspace workspace, string id)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var state = SessionState.Queued;
        await foreach (var update in workspace.Trainings.WatchAsync(id, cancellation: limit.Token))
            state = update.Session.State;
        return state;
    }

    private static void AssertSame(TrainingSession expected, TrainingSession actual)
    {
        Assert.Equal(expected.Metrics, actual.Metrics);
        Assert.Equal(expected with { Metrics = actual.Metrics }, actual);
    }

    /// <summary>The test's worker writes no config.json, which a trainer does.</summary>
    private void WriteModelConfiguration(TrainingSession session)
    {
        var folder = home.Home.Model("mlp", session.ModelId);
        File.WriteAllText(System.IO.Path.Combine(folder, "config.json"), new ModelConfiguration
        {
            ModelId = session.ModelId,
            Name = "kept",
            Network = new MlpSpecification { Hidden = [4] },
            InputShape = [2],
            Outputs = 2,
            Task = "classify",
            Metrics = session.Metrics,
        }.ToJson());
    }
}
