using System.Diagnostics;
using System.Globalization;
using ModelOps.Core;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>
/// Trains a network from wherever its newest checkpoint is to the end. A run is a pure function of (profile, dataset, seed, device,
/// threads): the order of examples comes from (seed, epoch), random numbers in a step from (seed, step), and all else is in the state.
/// </summary>
public sealed class Trainer(TrainingJob job, ITrainingMonitor monitor, StartupClock clock) : IControlledRun
{
    private readonly TrainingProfile profile = job.Profile;
    private readonly Stopwatch stopwatch = Stopwatch.StartNew();
    private TrainingRun run = null!;
    private Checkpointer<TrainingState> checkpoints = null!;
    private TrainingState state = null!;
    private TrainingMetrics metrics = null!;
    private SessionControl control = null!;
    private double secondsBefore;
    private double? lastNorm;

    /// <summary>Runs to the end, or until a command ends it.</summary>
    public TrainingOutcome Run()
    {
        Prepare();
        using var prepared = run;
        control = new SessionControl(monitor, this);
        while (!EpochResult.IsOver(state, profile))
        {
            run.Batches.StartEpoch(state.Epoch);
            metrics.Restart();
            while (state.Position < run.StepsPerEpoch)
            {
                if (control.BetweenSteps() is { } end)
                    return new TrainingOutcome(end, state.Metrics);
                TakeStep();
                if (IsDue(profile.Checkpoint.EverySteps, state.Step) && state.Position < run.StepsPerEpoch)
                    checkpoints.Save(Snapshot());
            }
            if (!EndEpoch() && control.BetweenSteps() is { } endInEvaluation)
                return new TrainingOutcome(endInEvaluation, state.Metrics);
        }
        return Finish();
    }

    private void Prepare()
    {
        TorchRuntime.SetThreads(TorchRuntime.Threads(profile));
        var device = TorchRuntime.ChooseDevice(profile.Device, job.Placement);
        clock.Mark("libtorch");
        run = new TrainingRun(job, device);
        var facts = TorchRuntime.Facts(job, run.Device, run.Optimizer, run.Precision);
        checkpoints = new Checkpointer<TrainingState>(job, new RunContent(job, run), facts, monitor);
        metrics = new TrainingMetrics(monitor, run, job.SampleEvery);
        clock.Mark("network and data");
        if (checkpoints.Restore() is { } restored)
        {
            state = WithEpochs(restored);
        }
        else
        {
            state = new TrainingState { Facts = facts, Epochs = profile.Epochs };
            checkpoints.Begin(state);
        }
        secondsBefore = state.Seconds;
        clock.Mark("checkpoint");
        monitor.Log("information", string.Create(CultureInfo.InvariantCulture,
            $"Trains {run.Network.Plan.Family} with {run.Network.Plan.Parameters:N0} parameters on {run.Batches.Examples:N0} examples of {job.Data.Dataset.Name}, {run.HeldOut:N0} held out; {facts.Describe()}, {facts.Threads} threads, libtorch {facts.Torch}."));
        if (profile.Precision != run.Precision)
            monitor.Log("warning", $"Precision {profile.Precision} needs autocast, which this build of ModelOps does not have: the run computes in {run.Precision}.");
        run.Capture(message => monitor.Log("warning", message));
        monitor.Running(device.ToString(), run.TotalSteps, profile.Epochs, run.Network.Plan.Parameters);
        monitor.Progress(state.Step, state.Epoch);
    }

    /// <summary>
    /// A run whose number of epochs was changed goes on; early stopping counts anew, or it would end a run that it had ended again.
    /// </summary>
    private TrainingState WithEpochs(TrainingState saved)
    {
        if (saved.Epochs == profile.Epochs)
            return saved;
        monitor.Log("information", $"Goes on to {profile.Epochs} epochs instead of {saved.Epochs}; the schedule {profile.Schedule.Name} is that of {profile.Epochs} epochs from here on.");
        return saved with { Epochs = profile.Epochs, StoppingEpochs = 0 };
    }

    private void TakeStep()
    {
        using var scope = NewDisposeScope();
        if (run.Network.IsRandom)
            manual_seed(RandomSequence.Seed(profile.Seed, state.Step));
        double rate = run.Schedule.At(state.Step, state.Plateau.Scale);
        bool sample = metrics.IsSampleDue();
        bool last = state.Position + 1 == run.StepsPerEpoch;
        long before = run.Totals.Examples;
        var result = run.TakeStep(state.Position, rate, state.Step + 1, measure: sample || last);
        long examples = run.Totals.Examples - before;
        state = state with { Step = state.Step + 1, Position = state.Position + 1 };

        clock.FirstStep(monitor);
        monitor.Progress(state.Step, state.Epoch);
        metrics.Count(examples);
        if (sample)
            RequireFinite(metrics.Sample(state, result, examples, rate));
        if (last)
            lastNorm = result.GradientNorm?.item<double>();
    }

    /// <summary>False where an end was wanted in the evaluation: the epoch's end is still to come then.</summary>
    private bool EndEpoch()
    {
        double examplesPerSecond = metrics.Pace;
        double rate = run.Schedule.At(state.Step - 1, state.Plateau.Scale);
        if (run.Evaluator.Run(run.Network, control.IsEndWanted) is not { } heldOut)
            return false;
        var scores = Scores(run.Totals.Score(), heldOut);
        run.Totals.Reset();
        state = EpochResult.Advance(state, profile, scores);
        metrics.Epoch(state, rate, lastNorm, examplesPerSecond);
        monitor.Progress(state.Step, state.Epoch);
        monitor.Log("information", Line(scores, examplesPerSecond));

        // A best epoch counts only once its weights are on disk: what state.json names as the best can be loaded.
        if (EpochResult.AsBest(state, profile.Checkpoint.Best) is { } best)
            state = checkpoints.Save(best with { Seconds = Seconds }) ? best : state;
        else if (IsDue(profile.Checkpoint.EveryEpochs, state.Epoch) || IsDue(profile.Checkpoint.EverySteps, state.Step)
            || EpochResult.IsOver(state, profile))
            checkpoints.Save(Snapshot());
        return true;
    }

    private TrainingOutcome Finish()
    {
        if (profile.EarlyStopping is { } stopping && state.Epoch < profile.Epochs)
            monitor.Log("information", $"Stopped early: {state.StoppingEpochs} epochs without a better {stopping.Metric}.");
        var kept = checkpoints.Finish(state);
        if (run.Batches.Waited is { } waited)
            monitor.Log("information", string.Create(CultureInfo.InvariantCulture,
                $"Of {stopwatch.Elapsed.TotalSeconds:F1} s, {waited.TotalSeconds:F2} s were spent waiting for batches, which are made in the background."));
        return new TrainingOutcome(TrainingEnd.Completed, kept.Metrics);
    }

    void IControlledRun.Save() => checkpoints.Save(Snapshot());

    void IControlledRun.Continued() => metrics.Restart();

    void IControlledRun.Evaluate()
    {
        if (run.Evaluator.Run(run.Network, control.IsEndWanted) is not { } score)
            return;
        monitor.Metric(state.Step, state.Epoch + 1, "evaluation_loss", score.Loss);
        if (score.Accuracy is { } accuracy)
            monitor.Metric(state.Step, state.Epoch + 1, "evaluation_accuracy", accuracy);
        monitor.Log("information", string.Create(CultureInfo.InvariantCulture,
            $"Evaluated at step {state.Step}: loss {score.Loss:F4}{(score.Accuracy is { } share ? $", accuracy {share:F4}" : "")}."));
    }

    private double Seconds => secondsBefore + stopwatch.Elapsed.TotalSeconds;

    /// <summary>The state with what is summed up on the device. One whose loss is no number any more is no state to go on from.</summary>
    private TrainingState Snapshot()
    {
        var (loss, correct) = run.Totals.Read();
        RequireFinite(loss);
        return state with { LossSum = loss, Correct = correct, Examples = run.Totals.Examples, Seconds = Seconds };
    }

    private Dictionary<string, double> Scores(Score training, Score heldOut)
    {
        RequireFinite(training.Loss);
        RequireFinite(heldOut.Loss);
        var scores = new Dictionary<string, double> { ["training_loss"] = training.Loss, ["validation_loss"] = heldOut.Loss };
        if (training.Accuracy is { } trained && heldOut.Accuracy is { } validated)
            (scores["training_accuracy"], scores["validation_accuracy"]) = (trained, validated);
        run.Objective.AddMetrics(scores);
        return scores;
    }

    private void RequireFinite(double loss)
    {
        if (!double.IsFinite(loss))
            throw Error.Of(ErrorKind.InvalidInput, "TrainingDiverged", loss, state.Epoch + 1, profile.Optimizer.Lr);
    }

    private string Line(Dictionary<string, double> scores, double examplesPerSecond) => string.Create(CultureInfo.InvariantCulture,
        $"Epoch {state.Epoch} of {profile.Epochs}: {string.Join(", ", scores.Select(m => Named(m.Key, m.Value)))}; {examplesPerSecond:N0} examples a second.");

    private static string Named(string name, double value) =>
        string.Create(CultureInfo.InvariantCulture, $"{name.Replace('_', ' ')} {value:F4}");

    private static bool IsDue(int every, long count) => every > 0 && count % every == 0;
}
