using FsCheck;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests;

/// <summary>Sessions move by the allowed transitions alone, and their models with them.</summary>
public sealed class SessionTransitionTests : IDisposable
{
    /// <summary>Written down a second time, in words: what may follow what.</summary>
    private static readonly HashSet<(SessionState, SessionState)> Allowed = [.. new Dictionary<string, string>
    {
        ["Queued"] = "Starting Stopped Cancelled Failed Interrupted",
        ["Starting"] = "Running Stopped Cancelled Failed Interrupted",
        ["Running"] = "Paused Completed Stopped Cancelled Failed Interrupted",
        ["Paused"] = "Running Stopped Cancelled Failed Interrupted",
        ["Stopped"] = "Queued",
        ["Interrupted"] = "Queued",
        ["Failed"] = "Queued",
        ["Completed"] = "Queued",
    }.SelectMany(pair => pair.Value.Split(' ').Select(to => (Enum.Parse<SessionState>(pair.Key), Enum.Parse<SessionState>(to))))];

    private readonly TrainingHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public void P3_StatusIsWhereTheAllowedMovesHaveLed()
    {
        var moves = Gen.Elements(Enum.GetValues<SessionState>()).ListOf().Resize(25).ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(moves, sequence =>
        {
            var id = home.Queue().Id;
            var expected = SessionState.Queued;
            foreach (var to in sequence)
            {
                bool allowed = Allowed.Contains((expected, to));
                Assert.Equal(allowed, TryMove(id, to));
                expected = allowed ? to : expected;
                AssertState(id, expected);
            }
        }));
    }

    [Fact]
    public void AMoveFromAStateThatIsNoLongerSoIsAConflict()
    {
        var id = home.Queue().Id;
        var stale = home.Workspace.Sessions.GetRow(id);
        Assert.True(TryMove(id, SessionState.Stopped));

        var error = Assert.Throws<ModelOpsException>(() =>
            home.Workspace.Registry.Write(c => home.Workspace.SessionTable.Move(c, stale, SessionState.Starting)));

        Assert.Equal(("SessionChanged", ErrorKind.Conflict), (error.ErrorId, error.Kind));
        AssertState(id, SessionState.Stopped);
    }

    [Fact]
    public void AMoveByAWorkerThatLostItsLeaseIsAConflict()
    {
        var id = home.Queue().Id;
        var table = home.Workspace.SessionTable;
        home.Workspace.Registry.Write(c => table.Claim(c, table.Get(c, id)!, ProcessIdentity.Current, "first"));
        var held = home.Workspace.Sessions.GetRow(id);
        home.Workspace.Registry.Write(c => table.SetLease(c, id, ProcessIdentity.Current, "second"));

        Assert.Throws<ModelOpsException>(() => home.Workspace.Registry.Write(c => table.Move(c, held, SessionState.Running)));

        AssertState(id, SessionState.Starting);
    }

    private bool TryMove(string id, SessionState to)
    {
        var table = home.Workspace.SessionTable;
        try
        {
            return home.Workspace.Registry.WriteBatch(c =>
            {
                table.Move(c, table.Get(c, id)!, to);
                return true;
            });
        }
        catch (ModelOpsException error) when (error is { Kind: ErrorKind.Conflict, ErrorId: "SessionTransition" })
        {
            return false;
        }
    }

    /// <summary>Reads the row itself: a look would repair a session whose worker doesn't exist.</summary>
    private void AssertState(string id, SessionState expected)
    {
        var row = home.Workspace.Sessions.GetRow(id);
        Assert.Equal(expected, row.State);
        Assert.Equal(expected.IsFinal(), row.Session.Ended is not null);
        var model = home.Workspace.Registry.Read(c => home.Workspace.ModelTable.Get(c, row.Session.ModelId))!;
        var state = expected switch
        {
            SessionState.Queued or SessionState.Starting or SessionState.Running or SessionState.Paused => ModelState.Training,
            SessionState.Completed => ModelState.Completed,
            SessionState.Failed => ModelState.Failed,
            _ => ModelState.Interrupted,
        };
        Assert.Equal(state, model.State);
    }
}
