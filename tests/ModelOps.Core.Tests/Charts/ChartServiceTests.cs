namespace ModelOps.Core.Tests;

/// <summary>Charts out of a real registry.</summary>
public sealed class ChartServiceTests : IDisposable
{
    private readonly TrainingHome home = new();

    private ChartService Charts => home.Workspace.Charts;

    public void Dispose() => home.Dispose();

    private string Session(Action<WorkerSession>? work = null)
    {
        var id = home.Queue().Id;
        using var worker = WorkerSession.Claim(home.Workspace, id);
        worker.Run("cpu", totalSteps: 20, totalEpochs: 2, parameters: 1);
        work?.Invoke(worker);
        worker.Flush();
        worker.Stopped();
        return id;
    }

    private static void Train(WorkerSession worker)
    {
        for (int step = 5; step <= 20; step += 5)
        {
            worker.Progress(step, step / 10);
            worker.Metric(step, 1 + (step - 1) / 10, "training_loss", 10.0 / step);
        }
        worker.Metric(20, 2, "validation_loss", double.NaN);
    }

    [Fact]
    public void Reads_the_runs_in_the_order_given_each_once()
    {
        string a = Session(Train), b = Session(Train);
        var chart = Charts.Read(new() { Sessions = [b, a[..12], b], Metrics = ["training_loss"] });
        Assert.Equal([b, a], chart.Runs.Select(r => r.SessionId));
        Assert.Equal("tiny on tiny", chart.Title);
        Assert.StartsWith("tiny " + b[..8], chart.Runs[0].Label);
        var values = Assert.Single(chart.Panels).Series[0].Values;
        Assert.Equal([new(5, 2), new(10, 1), new(15, 10.0 / 15), new(20, 0.5)], values);
    }

    [Fact]
    public void Epochs_lie_between_whole_numbers_and_time_begins_at_the_first_step()
    {
        var id = Session(Train);
        var epochs = Charts.Read(new() { Sessions = [id], Metrics = ["training_loss"], XAxis = ChartAxis.Epoch });
        Assert.Equal([0.5, 1, 1.5, 2], epochs.Panels[0].Series[0].Values.Select(v => v.X));
        var time = Charts.Read(new() { Sessions = [id], Metrics = ["training_loss"], XAxis = ChartAxis.Time });
        Assert.All(time.Panels[0].Series[0].Values, v => Assert.InRange(v.X, 0, 120));
    }

    [Fact]
    public void Metrics_are_found_by_name_and_wildcard_in_any_case()
    {
        var id = Session(Train);
        Assert.Equal(["validation_loss", "training_loss"], Names("VALIDATION_loss", "*_loss"));
        Assert.Equal(["validation_loss", "training_loss"], Names());
        var error = Assert.Throws<ModelOpsException>(() => Names("trainin_loss"));
        Assert.Equal((ErrorKind.NotFound, "ChartMetricNotFound"), (error.Kind, error.ErrorId));
        Assert.Contains("training_loss", error.Message);
        Assert.Throws<ModelOpsException>(() => Names("x*"));

        IEnumerable<string> Names(params string[] metrics) =>
            Charts.Read(new() { Sessions = [id], Metrics = metrics.Length > 0 ? metrics : null }).Panels.Select(p => p.Metric);
    }

    [Fact]
    public void Session_without_values_has_an_empty_panel()
    {
        var empty = home.Queue().Id;
        var chart = Charts.Read(new() { Sessions = [empty] });
        Assert.Empty(Assert.Single(chart.Panels).Series[0].Values);
        Assert.Contains(TerminalChart.Draw(chart, new() { Ascii = true }), l => l.Contains("no values yet"));
        chart = Charts.Read(new() { Sessions = [empty, Session(Train)], Metrics = ["training_loss"] });
        Assert.Equal([0, 4], chart.Panels[0].Series.Select(s => s.Values.Count));
    }

    [Fact]
    public void Metric_of_a_running_session_may_be_named_before_its_first_value()
    {
        var id = home.Queue().Id;
        using var worker = WorkerSession.Claim(home.Workspace, id);
        worker.Run("cpu", totalSteps: 20, totalEpochs: 2, parameters: 1);
        worker.Metric(1, 1, "step_loss", 1);
        worker.Flush();
        Assert.Equal(["step_loss", "validation_accuracy"],
            Charts.Read(new() { Sessions = [id], Metrics = ["step_loss", "VALIDATION_accuracy"] }).Panels.Select(p => p.Metric));
        Assert.Single(Charts.Read(new() { Sessions = [id], Metrics = ["val*"] }).Panels);
        Assert.Throws<ModelOpsException>(() => Charts.Read(new() { Sessions = [id], Metrics = ["stp_loss"] }));
        worker.Stopped();
        Assert.Throws<ModelOpsException>(() => Charts.Read(new() { Sessions = [id], Metrics = ["validation_accuracy"] }));
    }

    [Fact]
    public void Weight_that_is_none_is_refused()
    {
        foreach (double weight in new[] { -0.1, 1, double.NaN })
        {
            var error = Assert.Throws<ModelOpsException>(() => Charts.Read(new() { Sessions = [Session()], Smooth = weight }));
            Assert.Equal("ChartSmoothInvalid", error.ErrorId);
        }
    }

    [Fact]
    public async Task Watching_ends_with_the_sessions()
    {
        var id = home.Queue().Id;
        using var worker = WorkerSession.Claim(home.Workspace, id);
        worker.Run("cpu", totalSteps: 20, totalEpochs: 2, parameters: 1);
        var seen = new List<Chart>();
        var request = new ChartRequest { Sessions = [id], Metrics = ["training_loss"] };
        await foreach (var chart in Charts.WatchAsync(request, TimeSpan.FromMilliseconds(10)))
        {
            seen.Add(chart);
            if (seen.Count == 1)
                Train(worker);
            if (seen.Count == 1)
                worker.Flush();
            else if (!chart.Runs[0].State.IsFinal())
                worker.Stopped();
        }
        Assert.Empty(seen[0].Panels[0].Series[0].Values);
        Assert.Equal(4, seen[^1].Panels[0].Series[0].Values.Count);
        Assert.Equal(SessionState.Stopped, seen[^1].Runs[0].State);
    }

    [Fact]
    public void File_is_complete_or_absent()
    {
        var chart = Charts.Read(new() { Sessions = [Session(Train)] });
        var path = Path.Combine(home.Path, "pictures", "chart.svg");
        Assert.Equal(ChartFormat.Svg, ChartFile.Write(chart, new() { Path = path }));
        var before = File.ReadAllText(path);
        Assert.Equal("FileExists", Assert.Throws<ModelOpsException>(() => ChartFile.Write(chart, new() { Path = path })).ErrorId);
        Assert.Equal("ChartSizeInvalid",
            Assert.Throws<ModelOpsException>(() => ChartFile.Write(chart, new() { Path = path, Height = 10, Overwrite = true })).ErrorId);
        Assert.Equal(before, File.ReadAllText(path));
        ChartFile.Write(chart, new() { Path = path, Theme = ChartTheme.Dark, Overwrite = true });
        Assert.NotEqual(before, File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
        Assert.Equal("ChartFormatUnknown", Assert.Throws<ModelOpsException>(() => ChartFile.FormatOf("a.gif")).ErrorId);
    }
}
