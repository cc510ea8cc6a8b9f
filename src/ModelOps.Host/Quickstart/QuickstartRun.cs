using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ModelOps.Core;
using ModelOps.Host.Output;
using ModelOps.Host.Progress;

namespace ModelOps.Host.Quickstart;

/// <summary>
/// The life of a model on handwritten digits: import, train, stop half-way, resume, compare with a run that was left alone, keep, export,
/// load again. What it claims it measures: weights that differ or another accuracy end it as an error.
/// </summary>
internal sealed class QuickstartRun(CommandContext context, string destination)
{
    private const string DatasetName = "digits";
    private const string ProfileName = "digits-cnn";
    /// <summary>Its own name for what it replaces: a user's slot or dataset is never touched.</summary>
    private const string OwnName = "quickstart";
    private const int ShowEvery = 5;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private string _dataset = DatasetName;
    private int _step;

    private CommandOutput Output => context.Output;
    private Workspace Workspace => context.Workspace;

    public async Task<int> RunAsync()
    {
        Output.Heading("ModelOps quickstart: the life of a model on 1,797 handwritten digits");
        Output.Line($"everything is kept in {Workspace.Home.Path}");
        ImportDataset();

        Step("Train, and stop half-way", $"train {ProfileName} --dataset {_dataset}");
        var stopped = await WatchAsync(Start, SessionState.Stopped, stopHalfWay: true);
        Output.Success($"stopped at step {stopped.Step} of {stopped.TotalSteps}; a checkpoint is saved");

        Step("Resume where it stopped", $"resume {stopped.ShortId}");
        var session = await WatchAsync(() => Workspace.Trainings.Resume(stopped.Id), SessionState.Completed);
        var model = Workspace.Models.Get(session.ModelId);
        double accuracy = model.Metrics["validation_accuracy"];
        Output.Success($"completed: {Show.Percent(accuracy)} of the {DatasetName} that it never saw are read right");

        var (weights, undisturbed) = await CompareAsync(model);

        Step("Keep a copy in a slot", $"slots save {OwnName} {model.ShortId} --force");
        var slot = Workspace.Slots.Save(OwnName, model.Id, force: true);
        Output.Success($"slot {slot.Name}: {Show.Bytes(slot.SizeBytes)}");

        Step("Export", $"export {model.ShortId} --format safetensors --destination {destination} --force");
        var export = Workspace.Models.Export(model.Id, ExportFormat.SafeTensors, destination, force: true);
        Output.Success($"{SampleFiles.Shown(export.Path)}: {Show.Bytes(export.Bytes)}, with PyTorch's parameter names");

        double evaluated = Evaluate(export, accuracy);
        ShowHome(model, export);
        Output.Result(
            new(session.Id, model.Id, stopped.Step, stopped.TotalSteps, weights, undisturbed, true, slot.Name, export, accuracy, evaluated),
            HostJson.Default.QuickstartResult);
        return ExitCodes.Ok;
    }

    private void ImportDataset()
    {
        var file = SampleFiles.Digits;
        Step("Import a dataset", $"import-dataset {SampleFiles.Shown(file)} --name {DatasetName} --label-column 64");
        var import = new DatasetImport { Path = file, Name = DatasetName, LabelColumn = "64" };
        Dataset dataset;
        try
        {
            dataset = Workspace.Datasets.Import(import);
        }
        catch (ModelOpsException error) when (error.ErrorId == "DatasetExists")
        {
            Output.Line($"a dataset of yours is called {DatasetName}: it stays, the sample is called {OwnName}");
            dataset = Workspace.Datasets.Import(import with { Name = OwnName, Force = true });
        }
        _dataset = dataset.Name;
        Output.Success($"{dataset.Name}: {Details.Describe(dataset)}");
    }

    private TrainingSession Start() => Workspace.Trainings.Start(new() { Profile = ProfileName, Dataset = _dataset });

    private async Task<TrainingSession> WatchAsync(Func<TrainingSession> begin, SessionState expected, bool stopHalfWay = false)
    {
        var watch = new TrainingWatch(context)
        {
            ShowEvery = ShowEvery,
            StopWhen = s => stopHalfWay && s.TotalSteps > 0 && s.Step >= s.TotalSteps / 2,
        };
        var (session, signal) = await watch.RunAsync(begin);
        if (signal is { } code)
            throw new QuickstartInterrupted(session, code);
        if (session.State != expected)
            throw Error.Of(ErrorKind.Damaged, "QuickstartTrainingEnded", session.ShortId, Show.State(session.State),
                session.Error ?? "there is no error text");
        return session;
    }

    /// <summary>Trains again without a stop and compares the weights bit by bit.</summary>
    private async Task<(string Weights, string Undisturbed)> CompareAsync(Model model)
    {
        Step("Train again, left alone this time, to compare", $"train {ProfileName} --dataset {_dataset}");
        var session = await WatchAsync(Start, SessionState.Completed);
        var twin = Workspace.Models.Get(session.ModelId);
        var (weights, undisturbed) = (model.Sha256!, twin.Sha256!);
        Output.Line($"weights, stopped and resumed  sha256 {weights[..32]}…");
        Output.Line($"weights, left alone           sha256 {undisturbed[..32]}…");
        if (weights != undisturbed)
            throw Error.Of(ErrorKind.Damaged, "QuickstartWeightsDiffer", model.ShortId, twin.ShortId);
        Output.Success("bit for bit the same: a stop costs nothing");
        return (weights, undisturbed);
    }

    private double Evaluate(ModelExport export, double recorded)
    {
        Step("Load the exported file again, in another process", $"evaluate {SampleFiles.Shown(export.Path)}");
        var json = TorchProcess.Capture(
            ["evaluate", export.Path, "--json", "--home", Workspace.Home.Path], Environment.ProcessorCount);
        var evaluation = JsonSerializer.Deserialize(json.TrimEnd().Split('\n')[^1], HostJson.Default.EvaluationDocument)!;
        double accuracy = evaluation.Metrics["validation_accuracy"];
        if (Math.Abs(accuracy - recorded) > 1e-9)
            throw Error.Of(ErrorKind.Damaged, "QuickstartAccuracyDiffers", export.Path, Show.Percent(accuracy), Show.Percent(recorded));
        Output.Success($"accuracy {Show.Percent(accuracy)}, recorded in training {Show.Percent(recorded)}: the same");
        return accuracy;
    }

    private void ShowHome(Model model, ModelExport export)
    {
        Output.Line();
        Output.Heading($"What exists now (after {Show.Duration(_clock.Elapsed)})");
        QuickstartSummary.Show(context, export);
        Output.Line();
        Output.Heading("Try next");
        string[] commands = [$"model-info {model.ShortId}", $"train digits-mlp --dataset {_dataset} --set optimizer.lr=0.003",
            $"slots restore {OwnName}", "profiles show digits-cnn", "--help"];
        foreach (var command in commands)
            Output.Line("  " + context.CommandText(command));
    }

    private void Step(string what, string command)
    {
        Output.Line();
        Output.Heading(string.Create(CultureInfo.InvariantCulture, $"{++_step}. {what}"));
        Output.Styled("grey", "   " + context.CommandText(command));
    }
}

/// <summary>A signal stopped the quickstart in a training.</summary>
internal sealed class QuickstartInterrupted(TrainingSession session, int exitCode) : OperationCanceledException
{
    public TrainingSession Session => session;
    public int ExitCode => exitCode;
}
