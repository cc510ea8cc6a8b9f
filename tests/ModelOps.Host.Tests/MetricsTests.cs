namespace ModelOps.Host.Tests;

/// <summary>`modelops metrics`: which points, and following them.</summary>
public sealed class MetricsTests(TrainedHome home) : IClassFixture<TrainedHome>
{
    [Fact]
    public void PointsAreChosenByNameStepMomentAndNumber()
    {
        int all = Count();
        Assert.True(all > 6);
        Assert.Equal(2, Count("--tail", "2"));
        Assert.Equal(0, Count("--since", "2999-01-01T00:00:00Z"));
        Assert.Equal(all, Count("--since", "2020-01-01"));
        Assert.Equal(6, Count("--name", "validation_*"));
        Assert.Equal(4, Count("--name", "validation_loss,validation_accuracy", "--tail", "4"));
        Assert.Equal(2, Count("--name", "validation_*", "--latest"));
        int last = home.Json("metrics", home.Session, "--tail", "1")[0].GetProperty("step").GetInt32();
        Assert.Equal(0, Count("--after-step", $"{last}"));
    }

    [Fact]
    public void FollowingOneThatHasEndedGivesAllOnce()
    {
        Assert.Equal(Count("--name", "validation_loss"), Count("--name", "validation_loss", "--follow"));
        var text = home.Program.Run("metrics", home.Session, "--name", "validation_loss", "--tail", "1", "--follow").Expect(0).Output;
        Assert.Equal(2, text.TrimEnd().Split('\n').Length);
    }

    [Fact]
    public async Task FollowingOneThatRunsGoesOnToItsEnd()
    {
        var profile = home.Program.File("followed.yaml", SmallData.Profile);
        var session = home.Json("train", profile, "--dataset", "points", "--set", "epochs=100", "--set", "batch=2", "--detach");
        var followed = await Task.Run(() => home.Json("metrics", session.GetProperty("sessionId").GetString()!, "--name", "training_loss", "--follow"));
        Assert.Equal(Enumerable.Range(1, 100), followed.EnumerateArray().Select(p => p.GetProperty("epoch").GetInt32()));
    }

    [Fact]
    public void TheTableHasValuesAsPeopleReadThem()
    {
        var text = home.Program.Run("metrics", home.Session, "--name", "validation_accuracy,memory_bytes", "--latest").Expect(0).Output;
        Assert.Matches(@"validation_accuracy +\d+\.\d\d %", text);
        Assert.Matches(@"memory_bytes +[\d.]+ [MG]B", text);
    }

    [Fact]
    public void LatestGoesAlone() =>
        home.Program.Run("metrics", home.Session, "--latest", "--tail", "2").ExpectError(2, "CommandLineInvalid");

    private int Count(params string[] options) => home.Json(["metrics", home.Session, .. options]).GetArrayLength();
}
