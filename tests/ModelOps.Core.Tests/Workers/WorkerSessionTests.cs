using FsCheck;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests;

/// <summary>What a worker says is in the registry, in order, and its lease is its own.</summary>
public sealed class WorkerSessionTests : IDisposable
{
    private static readonly string[] Names = ["training_loss", "validation_accuracy", "learning_rate"];

    private readonly TrainingHome home = new();

    public void Dispose() => home.Dispose();

    private sealed record Point(int Step, string Name, double Value);

    private static readonly Gen<Point> Points =
        from step in Gen.Choose(0, 12)
        from name in Gen.Elements(Names)
        from value in Gen.OneOf(
            ArbMap.Default.GeneratorFor<double>(), Gen.Elements(double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.0, -0.0, 5e-324))
        select new Point(step, name, value);

    /// <summary>P7, P8, P9: the history is complete and in order of step, a replayed step replaces, the latest is the last.</summary>
    [Fact]
    public void P7_P8_P9_MetricsComeBackLatestWholeAndInOrder() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(100),
        Prop.ForAll(Points.ListOf().ToArbitrary(), points =>
        {
            var id = Write(worker =>
            {
                foreach (var (step, name, value) in points)
                    worker.Metric(step, step + 1, name, value);
            });
            // The last value of each step and name, by step, then in the order it was written.
            var expected = points.Select((point, order) => (point, order)).GroupBy(p => (p.point.Step, p.point.Name)).Select(g => g.Last())
                .OrderBy(p => p.point.Step).ThenBy(p => p.order).Select(p => p.point).ToList();

            var read = home.Workspace.Metrics.Read(id);
            Assert.Equal(expected, read.Select(m => new Point((int)m.Step, m.Name, m.Value)));
            Assert.All(read, m => Assert.Equal((id, (int)m.Step + 1, DateTimeKind.Utc), (m.SessionId, m.Epoch, m.Time.Kind)));

            var latest = home.Workspace.Metrics.Read(id, latest: true).ToDictionary(m => m.Name, m => m.Value);
            Assert.Equal(expected.GroupBy(p => p.Name).ToDictionary(g => g.Key, g => g.Last().Value), latest);
            var some = home.Workspace.Metrics.Read(id, [Names[0]], afterStep: 5);
            Assert.Equal(expected.Where(p => p.Name == Names[0] && p.Step > 5), some.Select(m => new Point((int)m.Step, m.Name, m.Value)));
            var shown = home.Workspace.Sessions.Get(id).Metrics;
            Assert.Equal(points.GroupBy(p => p.Name).ToDictionary(g => g.Key, g => g.Last().Value), shown.ToDictionary());
        }));

    /// <summary>P24, P25: every entry is kept, in order, with the time it was written.</summary>
    [Fact]
    public void P24_P25_LogEntriesAreKeptInOrderWithTheirTime() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(100),
        Prop.ForAll(
            ArbMap.Default.GeneratorFor<NonNull<string>>().Select(s => s.Get.Replace('\0', ' ')).Where(IsText).ListOf().ToArbitrary(),
            messages =>
            {
                var before = DateTime.UtcNow;
                var id = Write(worker =>
                {
                    foreach (var message in messages)
                        worker.Log("information", message);
                });
                var after = DateTime.UtcNow;

                var read = home.Workspace.Logs.Read(id);
                Assert.Equal([.. messages, "Stopped at step 0, with a checkpoint to resume from."], read.Select(e => e.Message));
                Assert.Equal(read.Select(e => e.Sequence).Order(), read.Select(e => e.Sequence));
                Assert.All(read, e => Assert.InRange(e.Time, before, after));
                Assert.Equal(read.TakeLast(2), home.Workspace.Logs.Read(id, tail: 2));
                var middle = read.Count / 2;
                Assert.Equal(read.Skip(middle + 1), home.Workspace.Logs.Read(id, after: read.Count > 0 ? read[middle].Sequence : 0));
                Assert.Empty(home.Workspace.Logs.Read(id, since: after.AddTicks(1)));
            }));

    /// <summary>Half a surrogate pair is no text: UTF-8 has no form for it.</summary>
    private static bool IsText(string text) =>
        System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)) == text;

    /// <summary>A session whose worker does something and stops; its id.</summary>
    private string Write(Action<WorkerSession> work)
    {
        var id = home.Queue().Id;
        using var worker = WorkerSession.Claim(home.Workspace, id);
        work(worker);
        worker.Stopped();
        return id;
    }

    [Fact]
    public void ARewindDropsWhatCameAfterTheStep()
    {
        var id = Write(worker =>
        {
            worker.Run("cpu", 10, 1, 1);
            for (int step = 1; step <= 6; step++)
                worker.Metric(step, 1, "training_loss", step);
            worker.Metric(6, 1, "validation_loss", 6);
            worker.Progress(6, 1);
            worker.RewindMetrics(4);
        });
        Assert.Equal([1, 2, 3, 4], home.Workspace.Metrics.Read(id).Select(m => m.Step));
        var session = home.Workspace.Sessions.Get(id);
        Assert.Equal(4, session.Step);
        Assert.Equal(new Dictionary<string, double> { ["training_loss"] = 4 }, session.Metrics.ToDictionary());
    }

    [Fact]
    public void TheLogSaysWhatWasDoneToTheTraining()
    {
        var id = Write(worker =>
        {
            worker.Run("cpu", 10, 1, 1);
            worker.Progress(3, 0);
            worker.Pause();
            worker.Unpause();
            worker.Progress(4, 0);
        });
        Assert.Equal(
            ["Paused at step 3.", "Goes on after the pause.", "Stopped at step 4, with a checkpoint to resume from."],
            home.Workspace.Logs.Read(id).Select(e => e.Message));
        id = home.Queue().Id;
        using var cancelled = WorkerSession.Claim(home.Workspace, id);
        cancelled.Cancelled();
        Assert.Equal("Cancelled at step 0, without saving.", home.Workspace.Logs.Read(id).Single().Message);
    }

    [Fact]
    public async Task HeartbeatAndProgressReachTheRegistryByThemselves()
    {
        var id = home.Queue().Id;
        using var worker = WorkerSession.Claim(home.Workspace, id);
        worker.Run("cpu", 10, 2, 7);
        worker.Progress(3, 1);
        worker.Metric(3, 1, "training_loss", 0.5);

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await foreach (var update in home.Workspace.Trainings.WatchAsync(id, cancellation: limit.Token))
        {
            if (update.Session.Step == 3)
                break;
        }
        var session = home.Workspace.Sessions.Get(id);
        Assert.Equal((3, 10, 1, 2, "cpu"), (session.Step, session.TotalSteps, session.Epoch, session.TotalEpochs, session.Device));
        Assert.Equal(0.5, session.Metrics["training_loss"]);
        Assert.NotNull(session.Started);
        worker.Stopped();
    }

    [Fact]
    public void ABatchThatCannotBeWrittenIsKeptAndWrittenLater()
    {
        var id = home.Queue().Id;
        using var worker = WorkerSession.Claim(home.Workspace, id);
        worker.Run("cpu", 10, 1, 1);
        home.Workspace.Registry.Write(c => c.ExecuteScript(
            "CREATE TRIGGER full BEFORE INSERT ON metrics BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"));
        worker.Metric(1, 1, "training_loss", 1);
        worker.Log("information", "first");
        Assert.Throws<ModelOpsException>(worker.Flush);
        Thread.Sleep(600);
        worker.Metric(2, 1, "training_loss", 2);
        Assert.Equal(WorkerCommand.None, worker.Command);
        Assert.Empty(home.Workspace.Metrics.Read(id));

        home.Workspace.Registry.Write(c => c.ExecuteScript("DROP TRIGGER full"));
        worker.Flush();

        Assert.Equal([1.0, 2.0], home.Workspace.Metrics.Read(id).Select(m => m.Value));
        Assert.Equal("first", home.Workspace.Logs.Read(id)[0].Message);
        worker.Stopped();
    }

    [Fact]
    public void TheLogIsInTheSessionsFolderToo()
    {
        var id = Write(worker => worker.Log("warning", "Something to know."));
        var line = File.ReadAllLines(home.Home.SessionLog(id))[0];
        Assert.EndsWith("Z warning Something to know.", line, StringComparison.Ordinal);
    }

    [Fact]
    public void ALostLeaseSurfacesInCommandAndWritesNothingMore()
    {
        var id = home.Queue().Id;
        using var worker = WorkerSession.Claim(home.Workspace, id);
        home.Workspace.Registry.Write(c => home.Workspace.SessionTable.SetLease(c, id, ProcessIdentity.Current, "another's"));
        worker.Metric(1, 1, "training_loss", 1);

        var error = Eventually(() => Record.Exception(() => worker.Command) as ModelOpsException);

        Assert.Equal(("LeaseLost", ErrorKind.Conflict), (error.ErrorId, error.Kind));
        Assert.Equal("LeaseLost", Assert.Throws<ModelOpsException>(worker.Stopped).ErrorId);
        worker.Dispose();
        Assert.Empty(home.Workspace.Metrics.Read(id));
        Assert.Equal(SessionState.Starting, home.Workspace.Sessions.GetRow(id).State);
    }

    [Fact]
    public void ADeletedSessionIsALostLease()
    {
        var id = home.Queue().Id;
        using var worker = WorkerSession.Claim(home.Workspace, id);
        home.Workspace.Registry.Write(c => c.Execute("DELETE FROM sessions WHERE id = $1", id));
        Assert.Equal("LeaseLost", Eventually(() => Record.Exception(() => worker.Command) as ModelOpsException).ErrorId);
    }

    [Fact]
    public void CommandsComeInOrderEachOnceTheOneBeforeIsAcknowledged()
    {
        var id = home.Queue().Id;
        using var worker = WorkerSession.Claim(home.Workspace, id);
        long key = home.Workspace.Sessions.GetRow(id).Key;
        home.Workspace.Registry.Write(c =>
        {
            CommandTable.Add(c, key, WorkerCommand.Pause);
            CommandTable.Add(c, key, WorkerCommand.Stop);
        });

        Eventually(() => worker.Command == WorkerCommand.Pause ? worker : null);
        worker.Acknowledge(WorkerCommand.Pause);
        Assert.Equal(WorkerCommand.Stop, worker.Command);
        worker.Acknowledge(WorkerCommand.Stop);

        Assert.Equal(WorkerCommand.None, worker.Command);
        Assert.Equal((0, WorkerCommand.None), home.Workspace.Registry.Read(c => CommandTable.Oldest(c, key)));
        worker.Stopped();
    }

    [Fact]
    public void ACommandThatWaitsForALongStepIsSaidToBeReceivedOnce()
    {
        var id = home.Queue().Id;
        using var worker = WorkerSession.Claim(home.Workspace, id);
        worker.Run("cpu", 10, 1, 1);
        long key = home.Workspace.Sessions.GetRow(id).Key;
        List<string> Receipts() => [.. home.Workspace.Logs.Read(id).Select(l => l.Message).Where(m => m.StartsWith("Received: ", StringComparison.Ordinal))];
        foreach (var command in new[] { WorkerCommand.Pause, WorkerCommand.Evaluate })
        {
            home.Workspace.Registry.Write(c => CommandTable.Add(c, key, command));
            Eventually(() => Receipts().Any(m => m.Contains(command.ToString().ToLowerInvariant(), StringComparison.Ordinal)) ? worker : null);
            Thread.Sleep(600);
            worker.Acknowledge(command);
        }
        Assert.Equal(2, Receipts().Count);
        worker.Stopped();
    }

    [Fact]
    public void AWorkerThatLetsGoBeforeItsEndLeavesAnInterruptedSession()
    {
        var id = home.Queue().Id;
        using (var worker = WorkerSession.Claim(home.Workspace, id))
        {
            worker.Run("cpu", 10, 1, 1);
            worker.Metric(1, 1, "training_loss", 3);
        }
        Assert.Equal(SessionState.Interrupted, home.Workspace.Sessions.Get(id).State);
        Assert.Single(home.Workspace.Metrics.Read(id));
    }

    [Fact]
    public void ADatasetThatWasReplacedFailsTheSession()
    {
        var id = home.Queue().Id;
        home.Workspace.Registry.Write(c => c.Execute("UPDATE sessions SET dataset_id = 'another' WHERE id = $1", id));
        var error = Assert.Throws<ModelOpsException>(() => WorkerSession.Claim(home.Workspace, id));
        Assert.Equal("DatasetChanged", error.ErrorId);
        var session = home.Workspace.Sessions.Get(id);
        Assert.Equal((SessionState.Failed, error.Message), (session.State, session.Error));
    }

    private static T Eventually<T>(Func<T?> look)
        where T : class
    {
        for (int i = 0; i < 1200; i++, Thread.Sleep(50))
        {
            if (look() is { } found)
                return found;
        }
        throw new TimeoutException("It did not come about within a minute.");
    }
}
