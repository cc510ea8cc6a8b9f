using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests;

/// <summary>The registry among several processes and threads, and its short ids and patterns.</summary>
public sealed class RegistryTests : IDisposable
{
    private readonly TrainingHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public void WritesOfSeveralProcessesAreNotLost()
    {
        var model = TestModels.Add(home.Workspace, TestModels.Create(home.Home, TestModels.Id("shared")) with { Parameters = 0 });
        var processes = Enumerable.Range(0, 4).Select(_ => TestProcess.Start("increment", home.Path, model.Id, "100")).ToList();
        Assert.All(processes, p => Assert.Equal("ready", p.StandardOutput.ReadLine()));
        processes.ForEach(p => p.StandardInput.WriteLine());
        foreach (var process in processes)
        {
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            process.Dispose();
        }
        Assert.Equal(400, home.Workspace.Models.Get(model.Id).Parameters);
    }

    [Fact]
    public void WritesOfSeveralThreadsAreNotLost()
    {
        var model = TestModels.Add(home.Workspace, TestModels.Create(home.Home, TestModels.Id("shared")) with { Parameters = 0 });
        var other = home.Open();
        Parallel.For(0, 8, i =>
        {
            var workspace = i % 2 == 0 ? home.Workspace : other;
            for (int n = 0; n < 20; n++)
            {
                workspace.Registry.Write(
                    c => workspace.ModelTable.SetParameters(c, model.Id, workspace.ModelTable.Get(c, model.Id)!.Parameters + 1));
                workspace.Models.Get(model.Id);
            }
        });
        Assert.Equal(160, home.Workspace.Models.Get(model.Id).Parameters);
    }

    [Fact]
    public void AKilledWriterLeavesWholeTransactionsAndAllThatItHasConfirmed()
    {
        var random = new Random(7);
        for (int round = 0; round < 6; round++)
        {
            var id = home.Queue().Id;
            using var process = TestProcess.Start("write-until-killed", home.Path, id);
            int confirmed = int.Parse(process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
            Thread.Sleep(random.Next(80));
            process.Kill();
            while (process.StandardOutput.ReadLine() is { } line)
                confirmed = int.Parse(line, CultureInfo.InvariantCulture);
            process.WaitForExit();

            var written = home.Workspace.Logs.Read(id).Select(e => int.Parse(e.Message, CultureInfo.InvariantCulture)).ToList();

            Assert.Equal(Enumerable.Range(1, written.Count), written);
            Assert.True(written.Count >= confirmed, $"{written.Count} entries are there of {confirmed} that were confirmed.");
            // Transactions are of one and three entries in turns.
            Assert.True(written.Count % 4 is 0 or 1, $"{written.Count} entries are no whole number of transactions.");
        }
        Assert.Equal("ok", home.Workspace.Registry.Read(c => c.First("PRAGMA integrity_check", row => row.Text(0))));
    }

    [Fact]
    public void AFailedTransactionLeavesNothing()
    {
        var model = TestModels.Create(home.Home, TestModels.Id("half"));
        Assert.Throws<InvalidOperationException>(() => home.Workspace.Registry.Write(c =>
        {
            home.Workspace.ModelTable.Insert(c, model);
            throw new InvalidOperationException();
        }));
        Assert.Empty(home.Workspace.Models.Find());
        TestModels.Add(home.Workspace, model);
        Assert.Single(home.Workspace.Models.Find());
    }

    [Fact]
    public void ANewRegistryHasTheNewestTables()
    {
        Assert.Equal(RegistryMigrations.Newest, home.Workspace.Registry.Read(c => c.Number("PRAGMA user_version")));
        var tables = home.Workspace.Registry.Read(c => c.Query(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name", row => row.Text(0)));
        Assert.Subset(tables.ToHashSet(), new HashSet<string> { "commands", "datasets", "logs", "metrics", "models", "sessions", "slots" });
        Assert.Equal("wal", home.Workspace.Registry.Read(c => c.First("PRAGMA journal_mode", row => row.Text(0))));
    }

    [Fact]
    public void ModelsAreFoundAsAFilterOfAllWouldFindThem()
    {
        var letters = Gen.Elements("a", "b", "A", "%", "_", "-", "\\", "é");
        var name = letters.ListOf().Select(string.Concat).Where(s => s.Length > 0);
        var pattern = Gen.OneOf(Gen.Elements("*", "?", "*a*", "b*", "?%*"), name, name.Select(n => n + "*"));
        var cases = name.ListOf().Zip(pattern).ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(cases, c =>
        {
            var (names, wanted) = c;
            home.Workspace.Registry.WriteBatch(connection =>
            {
                connection.Execute("DELETE FROM models");
                for (int i = 0; i < names.Count; i++)
                {
                    home.Workspace.ModelTable.Insert(connection, TestModels.Create(
                        home.Home, TestModels.Id($"{i}"), names[i], (ModelState)(1 + (i % 3)), created: DateTime.UnixEpoch.AddSeconds(i)));
                }
                return true;
            });
            var all = home.Workspace.Models.Find();
            Assert.Equal(Enumerable.Reverse(names), all.Select(m => m.Name));
            Assert.Equal(
                all.Where(m => Wildcard.Matches(wanted.Replace("\\", "\\\\", StringComparison.Ordinal), m.Name) || m.Id.StartsWith(wanted, StringComparison.OrdinalIgnoreCase)).Select(m => m.Id),
                home.Workspace.Models.Find(wanted).Select(m => m.Id));
            Assert.Equal(
                all.Where(m => m.State == ModelState.Completed).Take(2).Select(m => m.Id),
                home.Workspace.Models.Find(state: ModelState.Completed, newest: 2).Select(m => m.Id));
        }));
    }
}
