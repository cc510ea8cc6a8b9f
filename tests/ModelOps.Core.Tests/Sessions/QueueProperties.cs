using FsCheck;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests;

/// <summary>
/// The queue against a model of it, with random devices, priorities and numbers of places. Workers are played by this process, so that what
/// starts when is what is tested; that real ones start is in <see cref="QueueTests"/>.
/// </summary>
public sealed class QueueProperties : IDisposable
{
    private static readonly string[] Devices = ["cpu", "auto", "cuda", "cuda:0", "cuda:1"];

    private readonly TrainingHome home = new();
    private readonly List<string> started = [];

    public QueueProperties() => home.Workspace.Queue.Starter = row => started.Add(row.Session.Id);

    public void Dispose() => home.Dispose();

    private static readonly Gen<ComputePlaces> Places =
        from cpu in Gen.Choose(1, 3)
        from gpus in Gen.Choose(0, 2)
        select new ComputePlaces(cpu, gpus);

    private sealed record Wish(string Device, int Priority);

    private static readonly Gen<Wish> Wishes =
        from device in Gen.Elements(Devices)
        from priority in Gen.Choose(-1, 1)
        select new Wish(device, priority);

    [Fact]
    public void P34_QueuedWhenFull() => Property.Holds(Gen.Choose(1, 4).Zip(Gen.Choose(0, 7)), c =>
    {
        var (places, wanted) = c;
        Begin(new(places, 0));
        var sessions = Enumerable.Range(0, wanted).Select(_ => Start(new("cpu", 0))).ToList();

        Assert.Equal(sessions.Take(places).Select(s => s.Id), started);
        Assert.All(sessions, s => Assert.Equal(SessionState.Queued, s.State));
        Assert.Equal(sessions.Select((_, i) => i < places ? (int?)null : i - places + 1),
            sessions.Select(s => home.Workspace.Sessions.Get(s.Id).QueuePosition));
        Assert.Equal(sessions.Skip(places).Select(s => s.Id), home.Workspace.Queue.List().Select(s => s.Id));
        Assert.All(sessions.Skip(places), s => Assert.Equal((null, ModelState.Training), (home.Workspace.Sessions.Get(s.Id).ProcessId, home.Workspace.Models.Get(s.ModelId).State)));
        End(sessions);
    });

    [Fact]
    public void P33_ConcurrentWhenThereIsRoom() => Property.Holds(Places.Zip(Wishes.ListOf().Resize(7)), c =>
    {
        var (places, wishes) = c;
        Begin(places);
        var sessions = wishes.Select(Start).ToList();

        var rows = sessions.ConvertAll(s => home.Workspace.Sessions.GetRow(s.Id));
        var running = rows.Where(r => !r.IsWaiting).ToList();
        Assert.Equal(running.Select(r => r.Session.Id).Order(), started.Order());
        // No device has more than it may, and each has its own.
        Assert.InRange(running.Count(r => r.Placement == "cpu"), 0, places.Cpu);
        Assert.Equal(
            running.Count(r => r.Placement != "cpu"), running.Where(r => r.Placement != "cpu").Select(r => r.Placement).Distinct().Count());
        Assert.All(running, r => Assert.True(Suits(r.WantedDevice, r.Placement!, places), $"{r.WantedDevice} on {r.Placement}"));
        // Who waits finds no place.
        Assert.All(
            rows.Where(r => r.IsWaiting), r => Assert.Null(places.Place(r.WantedDevice, [.. running.Select(other => other.Placement!)])));
        End(sessions);
    });

    private enum What
    {
        Start,
        Complete,
        Fail,
        Die,
        Stop,
        First,
        Last,
        Before,
        Priority,
        Cancel,
    }

    private sealed record Move(What What, Wish Wish, int One, int Other);

    private static readonly Gen<Move> Moves =
        from what in Gen.Frequency((3, Gen.Constant(What.Start)), (4, Gen.Elements(Enum.GetValues<What>())))
        from wish in Wishes
        from one in Gen.Choose(0, 99)
        from other in Gen.Choose(0, 99)
        select new Move(what, wish, one, other);

    [Fact]
    public void P36_TheNextOneStartsWhenOneEnds() => Property.Holds(Places.Zip(Moves.ListOf().Resize(12)), c =>
    {
        var (places, moves) = c;
        Begin(places);
        var model = new QueueModel(places);
        var sessions = new List<TrainingSession>();
        foreach (var move in moves)
        {
            Do(move, model, sessions);
            home.Workspace.Queue.Refresh();
            Assert.Equal(model.Started, started);
            Assert.Equal(model.Waiting.Select(w => w.Id), home.Workspace.Queue.List().Select(s => s.Id));
        }
        End(sessions);
    });

    private void Do(Move move, QueueModel model, List<TrainingSession> sessions)
    {
        var trainings = home.Workspace.Trainings;
        if (move.What == What.Start)
        {
            var session = Start(move.Wish);
            sessions.Add(session);
            model.Add(session.Id, move.Wish.Device, move.Wish.Priority);
        }
        else if (move.What is What.Complete or What.Fail or What.Die or What.Stop)
        {
            if (model.Running.Count == 0)
                return;
            var id = model.Running.Keys.Order(StringComparer.Ordinal).ElementAt(move.One % model.Running.Count);
            Finish(id, move.What);
            model.End(id);
        }
        else if (model.Waiting.Count > 0)
        {
            var id = model.Waiting[move.One % model.Waiting.Count].Id;
            var other = model.Waiting[move.Other % model.Waiting.Count].Id;
            switch (move.What)
            {
                case What.First:
                    trainings.MoveFirst(id);
                    model.Move(id, 0);
                    break;
                case What.Last:
                    trainings.MoveLast(id);
                    model.Move(id, int.MaxValue);
                    break;
                case What.Before when id != other:
                    trainings.MoveBefore(id, other);
                    model.MoveBefore(id, other);
                    break;
                case What.Priority:
                    trainings.SetPriority(id, move.Wish.Priority);
                    model.SetPriority(id, move.Wish.Priority);
                    break;
                case What.Cancel:
                    trainings.Remove(id);
                    model.Cancel(id);
                    break;
            }
        }
    }

    /// <summary>What a worker does, or what happens to it.</summary>
    private void Finish(string id, What how)
    {
        var table = home.Workspace.SessionTable;
        home.Workspace.Registry.WriteBatch(c =>
        {
            var worker = how == What.Die
                ? ProcessIdentity.Current with { Start = ProcessIdentity.Current.Start - 1 }
                : ProcessIdentity.Current;
            table.Claim(c, table.Get(c, id)!, worker, "token");
            table.Move(c, table.Get(c, id)!, SessionState.Running);
            if (how != What.Die)
                table.Move(c, table.Get(c, id)!, how == What.Complete ? SessionState.Completed : how == What.Fail ? SessionState.Failed : SessionState.Stopped);
            return true;
        });
    }

    private void Begin(ComputePlaces places)
    {
        Assert.Empty(home.Workspace.Sessions.Find(new() { States = [SessionState.Queued, SessionState.Starting, SessionState.Running] }));
        home.Workspace.Settings.Set("training.cpu_slots", [$"{places.Cpu}"]);
        home.Workspace.Settings.Set("training.gpus", [$"{places.Gpus}"]);
        started.Clear();
    }

    private TrainingSession Start(Wish wish) => home.Workspace.Trainings.Start(new()
    {
        Profile = TrainingHome.Name, Dataset = TrainingHome.Name, Priority = wish.Priority,
        Overrides = new Dictionary<string, string> { ["device"] = wish.Device },
    });

    /// <summary>Ends all, so that the next case begins with an empty queue.</summary>
    private void End(List<TrainingSession> sessions) => home.Workspace.Registry.WriteBatch(c =>
    {
        foreach (var row in sessions.Select(s => home.Workspace.SessionTable.Get(c, s.Id)!).Where(r => !r.State.IsFinal()))
            home.Workspace.SessionTable.Move(c, row, SessionState.Cancelled);
        return true;
    });

    private static bool Suits(string wanted, string placement, ComputePlaces places) => wanted switch
    {
        "cpu" => placement == "cpu",
        "auto" => placement == "cpu" ? places.Gpus == 0 : places.Gpus > ComputePlaces.GpuIndex(placement),
        "cuda" => ComputePlaces.GpuIndex(placement) < Math.Max(1, places.Gpus),
        _ => placement == wanted,
    };
}
