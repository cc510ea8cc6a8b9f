using System.Diagnostics;

namespace ModelOps.Core.Tests;

/// <summary>Threads and processes that meet a registry while it is set aside and rebuilt.</summary>
public sealed class RegistryRepairTests : IDisposable
{
    private const int Rounds = 6;
    private const int Threads = 5;
    private const int Sessions = 6;

    private readonly TrainingHome home = new();

    public void Dispose() => home.Dispose();

    private string Registry => home.Home.RegistryFile;

    [Theory]
    [InlineData("garbage")]
    [InlineData("truncated")]
    [InlineData("lost")]
    public async Task WhoeverOpensADamagedRegistrySeesAllOfTheNewOne(string damage)
    {
        var ids = Enumerable.Range(0, Sessions).Select(_ => home.Queue().Id).Order(StringComparer.Ordinal).ToList();
        home.Workspace.Dispose();
        for (int round = 0; round < Rounds; round++)
        {
            Damage(damage);
            using var barrier = new Barrier(Threads + 1);
            using var other = TestProcess.Start("list-sessions", home.Path);
            var opened = Enumerable.Range(0, Threads).Select(_ =>
                Task.Factory.StartNew(() => Open(barrier), TaskCreationOptions.LongRunning)).ToList();
            barrier.SignalAndWait();
            other.StandardInput.WriteLine();

            Assert.All(await Task.WhenAll(opened), seen => Assert.Equal(ids, seen.Sessions));
            Assert.Equal(string.Join(' ', ids), (await other.StandardOutput.ReadToEndAsync()).Trim());
            Assert.Equal(damage == "lost" ? 0 : 1, TakeSetAside());
            Assert.InRange(opened.Count(t => t.Result.Notices > 0), 0, 1);
        }
        using var last = Workspace.Open(home.Path);
        Assert.Equal("ok", last.Registry.Read(c => c.First("PRAGMA integrity_check", row => row.Text(0))));
    }

    /// <summary>Its folder is there before its row: whoever rebuilds the registry between the two registers it.</summary>
    [Fact]
    public void ASessionThatARebuildFoundFirstIsStartedAllTheSame()
    {
        var session = home.Queue();
        var document = SessionFolder.Read(home.Home.Session(session.Id))!.Document;
        home.Workspace.Registry.Write(c => { c.Execute("UPDATE sessions SET state = 'interrupted'"); });

        var again = home.Workspace.Registry.Write(c =>
            SessionRegistration.Insert(home.Workspace, c, document, ProcessIdentity.Current));

        Assert.Equal((session.Id, SessionState.Queued), (again.Id, home.Workspace.Sessions.Get(session.Id).State));
        Assert.Equal(ModelState.Training, home.Workspace.Models.Get(session.ModelId).State);
        Assert.Single(home.Workspace.Models.Find());
    }

    /// <summary>A write that began on the file that was set aside meanwhile is made on the new one.</summary>
    [Fact]
    public void AWriteGoesToTheRegistryThatIsThere()
    {
        var id = home.Queue().Id;
        int calls = 0;
        home.Workspace.Registry.Write(c =>
        {
            home.Workspace.SessionTable.Get(c, id);
            if (calls++ == 0)
                Rebuild();
            c.Execute("UPDATE sessions SET device = 'elsewhere' WHERE id = $1", id);
        });

        Assert.Equal(2, calls);
        Assert.Equal("elsewhere", home.Open().Sessions.Get(id).Device);
    }

    private (List<string> Sessions, int Notices) Open(Barrier barrier)
    {
        barrier.SignalAndWait();
        using var workspace = Workspace.Open(home.Path);
        return (workspace.Sessions.Find().Select(s => s.Id).Order(StringComparer.Ordinal).ToList(), workspace.Notices.Count);
    }

    private void Damage(string damage)
    {
        for (var waited = Stopwatch.StartNew(); File.Exists(Registry + "-wal"); Workspace.Open(home.Path).Dispose())
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1));
        if (damage == "garbage")
            File.WriteAllText(Registry, "garbage");
        else if (damage == "lost")
            File.Delete(Registry);
        else
        {
            using var file = File.OpenWrite(Registry);
            file.SetLength(4096 * 3);
        }
    }

    private int TakeSetAside()
    {
        var files = Directory.GetFiles(home.Path, "modelops.db.damaged-*");
        foreach (var file in files)
            File.Delete(file);
        return files.Count(f => !f.EndsWith("-wal", StringComparison.Ordinal) && !f.EndsWith("-shm", StringComparison.Ordinal));
    }

    /// <summary>As another process does it: the file is moved away and a new one is filled from the folders.</summary>
    private void Rebuild()
    {
        foreach (var suffix in new[] { "-wal", "-shm", "" })
            File.Move(Registry + suffix, home.Path + "/old.db" + suffix);
        Assert.StartsWith("rebuilt", TestProcess.Run("rebuild", home.Path));
    }
}
