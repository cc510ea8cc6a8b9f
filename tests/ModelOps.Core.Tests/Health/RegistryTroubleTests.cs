using System.Text;

namespace ModelOps.Core.Tests.Health;

/// <summary>A registry that is damaged, cut short, of another version, on a full or read-only disk, or at another place than
/// before.</summary>
public sealed class RegistryTroubleTests : IDisposable
{
    private readonly TrainingHome home = new();

    public void Dispose() => home.Dispose();

    private string Registry => home.Home.RegistryFile;

    [Fact]
    public void GarbageIsNamedAndLeftUntilTheRepair()
    {
        var session = home.Queue();
        home.Workspace.Dispose();
        var garbage = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("This is no database. ", 500)));
        File.WriteAllBytes(Registry, garbage);

        var finding = Single(Look());

        Assert.Equal((FindingStatus.Error, true), (finding.Status, finding.CanRepair));
        Assert.Contains("damaged", finding.Message);
        Assert.Equal(garbage, File.ReadAllBytes(Registry));
        Assert.Contains("was set aside as", Look(repair: true).Single(f => f.Repaired).Message);
        Assert.Equal(session.Id, Assert.Single(home.Open().Sessions.Find()).Id);
        Assert.Contains("was damaged and set aside", Single(Look()).Message);
    }

    [Fact]
    public void PagesThatAreDamagedAreFoundThoughTheFileOpens()
    {
        for (int i = 0; i < 50; i++)
            TestModels.Add(home.Workspace, TestModels.Create(home.Home, TestModels.Id($"m{i}")));
        home.Workspace.Dispose();
        using (var file = File.OpenWrite(Registry))
        {
            file.Position = file.Length - 4096;
            file.Write(Enumerable.Repeat((byte)0xA5, 4096).ToArray());
        }
        Assert.Contains("damaged", Single(Look()).Message);
    }

    /// <summary>A machine that lost its last writes: SQLite takes the log up to where it is whole; what folders know of the rest is
    /// registered again.</summary>
    [Theory]
    [InlineData(0.3)]
    [InlineData(0.7)]
    public void AWriteAheadLogThatWasCutShortCostsNoSession(double share)
    {
        var ids = Enumerable.Range(0, 20).Select(_ => home.Queue().Id).Order().ToList();
        using var copy = new TempHome();
        CopyFolder(home.Path, copy.Path);
        var log = copy.Home.RegistryFile + "-wal";
        using (var file = File.OpenWrite(log))
            file.SetLength((long)(file.Length * share));

        using (var opened = Workspace.Open(copy.Path))
        {
            Assert.Equal("ok", opened.Registry.Read(c => c.First("PRAGMA integrity_check", row => row.Text(0))));
            Assert.InRange(opened.Sessions.Find().Count, 0, 19);
        }
        var findings = new Core.Diagnosis(copy.Home).Run(new() { Checks = ["registry", "sessions"] });
        Assert.Contains(findings, f => f.Status == FindingStatus.Warning && f.Message.Contains("its last transactions were lost"));
        new Core.Diagnosis(copy.Home).Run(new() { Checks = ["sessions"], Repair = true });
        Assert.Equal(ids, copy.Open().Sessions.Find().Select(s => s.Id).Order());
    }

    [Fact]
    public void ALostRegistryIsNamedAndRebuilt()
    {
        var session = home.Queue();
        home.Workspace.Dispose();
        File.Delete(Registry);
        Assert.Contains("is missing, but the home holds", Single(Look()).Message);
        Assert.False(File.Exists(Registry));
        Assert.Contains("was filled from the folders", Look(repair: true).Single(f => f.Repaired).Message);
        Assert.Equal(session.Id, Assert.Single(home.Open().Sessions.Find()).Id);
    }

    [Fact]
    public void ANewerVersionIsNamedAndLeftAsItIs()
    {
        home.Workspace.Dispose();
        SetVersion(4711);
        var before = File.ReadAllBytes(Registry);

        var finding = Single(Look(repair: true));

        Assert.Equal((FindingStatus.Error, false), (finding.Status, finding.CanRepair));
        Assert.Contains("4711", finding.Message);
        Assert.Contains("Update ModelOps", finding.Message);
        Assert.Equal(before, File.ReadAllBytes(Registry));
        SetVersion(RegistryMigrations.Newest);
    }

    public static TheoryData<int> Migrations => [.. Enumerable.Range(1, RegistryMigrations.Newest - 1)];

    /// <summary>A process that is killed between two statements of a migration leaves the registry as it was before it.</summary>
    [Theory]
    [MemberData(nameof(Migrations))]
    public void AMigrationThatWasKilledHalfWayIsMadeAgain(int from)
    {
        using var older = new TempHome();
        using (var connection = new RegistryConnection(older.Home.RegistryFile, create: true))
        {
            RegistryMigrations.Apply(connection, older.Home.RegistryFile, upTo: from);
            connection.Execute(
                $"INSERT INTO models (id, {TestModels.ShortColumn(from)}, name, network, state, format, parameters, size_bytes, metrics, created, path) "
                + "VALUES ($1, 8, 'old', 'mlp', 'completed', 'safetensors', 42, 168, '{}', $2, 'models/mlp_old')", TestModels.Id("old"), DateTime.UtcNow);
        }
        using (var process = TestProcess.Start("half-migration", older.Path, $"{from}"))
        {
            Assert.Equal("half", process.StandardOutput.ReadLine());
            process.Kill();
            process.WaitForExit();
        }

        var finding = Single(new Core.Diagnosis(older.Home).Run(new() { Checks = ["registry"] }));
        Assert.Contains($"has version {from}; this ModelOps uses {RegistryMigrations.Newest}", finding.Message);
        Assert.True(Single(new Core.Diagnosis(older.Home).Run(new() { Checks = ["registry"], Repair = true })).Repaired);

        var workspace = older.Open();
        Assert.Empty(workspace.Notices);
        Assert.Equal("old", Assert.Single(workspace.Models.Find()).Name);
        Assert.Equal(RegistryMigrations.Newest, workspace.Registry.Read(c => c.Number("PRAGMA user_version")));
    }

    [Fact]
    public void AHomeThatCannotBeWrittenIsNamed()
    {
        RealModel.Add(home.Workspace, TestModels.Id("read"));
        home.Workspace.Dispose();
        var before = File.ReadAllBytes(Registry);

        var lines = ReadOnlyDisk.Run("read-only-home", home.Path);

        Assert.Contains("models: 1", lines);
        Assert.Contains(lines, l => l.StartsWith("Unavailable RegistryReadOnly:", StringComparison.Ordinal)
            && l.Contains("read but not written"));
        Assert.Contains(lines, l => l.StartsWith("Error home:", StringComparison.Ordinal) && l.Contains("can't be written"));
        Assert.Equal(before, File.ReadAllBytes(Registry));
        Assert.Empty(Directory.GetFiles(home.Path, "*.damaged*"));
        Assert.Single(home.Open().Models.Find());
    }

    [Fact]
    public void AFullDiskIsNamedAndTheRegistryKeepsWhatItHas()
    {
        using var outside = new TempHome();
        var (lines, isDisk) = Storage.SmallDisk.Run("full-registry", outside.File("disk"));
        Assert.Equal(isDisk ? "Unavailable RegistryDiskFull" : "Unavailable RegistryUnavailable", lines[0]);
        Assert.Contains(outside.File("disk"), lines[1]);
        Assert.Equal("all there", lines[2]);
        Assert.Equal("ok", lines[3]);
    }

    [Fact]
    public void AHomeThatWasMovedWorksWhereItIsNow()
    {
        var model = RealModel.Add(home.Workspace, TestModels.Id("moved"));
        home.Workspace.Slots.Save("best", model.Id);
        var session = home.Queue();
        home.Workspace.Dispose();
        using var place = new TempHome();
        var moved = new ModelOpsHome(place.File("elsewhere"));
        CopyFolder(home.Path, moved.Path);

        using var workspace = Workspace.Open(moved.Path);

        Assert.Empty(workspace.Notices);
        Assert.StartsWith(moved.Path, workspace.Models.Get(model.Id).WeightsPath);
        Assert.True(workspace.Models.Test(model.Id).Sound);
        Assert.StartsWith(moved.Path, workspace.Slots.Get("best").Path);
        Assert.StartsWith(moved.Path, workspace.Sessions.Get(session.Id).Path);
        Assert.DoesNotContain(
            new Core.Diagnosis(moved).Run(new() { Checks = ["home", "registry", "models", "slots", "datasets"] }), f =>
                f.Status != FindingStatus.Ok);
    }

    private IReadOnlyList<ModelOpsFinding> Look(bool repair = false) =>
        new Core.Diagnosis(home.Home).Run(new() { Checks = ["registry"], Repair = repair });

    private static ModelOpsFinding Single(IReadOnlyList<ModelOpsFinding> findings) =>
        Assert.Single(findings, f => f.Status != FindingStatus.Ok || f.Repaired);

    private void SetVersion(int version)
    {
        using var connection = new RegistryConnection(Registry);
        connection.ExecuteScript($"PRAGMA user_version = {version}");
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(folder.Replace(from, to, StringComparison.Ordinal));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(f =>
            !f.EndsWith(".lock", StringComparison.Ordinal)))
            File.Copy(file, file.Replace(from, to, StringComparison.Ordinal));
    }
}
