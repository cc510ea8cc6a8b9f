using ModelOps.Torch;

namespace ModelOps.Training;

/// <summary>Writes a run's metrics: of a step where a sample is due, by time; of every epoch at its end.</summary>
internal sealed class TrainingMetrics(ITrainingMonitor monitor, TrainingRun run, TimeSpan sampleEvery)
{
    private EpochClock pace = new(sampleEvery);
    private long correctBefore;

    /// <summary>Begins to measure the pace anew: at an epoch's start, after a pause.</summary>
    public void Restart() => pace = new EpochClock(sampleEvery);

    /// <summary>Examples a second since the last restart.</summary>
    public double Pace => pace.Rate;

    /// <summary>True where the step about to be taken is to be sampled: only then is the device waited for.</summary>
    public bool IsSampleDue()
    {
        if (!pace.IsSampleDue())
            return false;
        correctBefore = run.Totals.Read().Correct;
        return true;
    }

    /// <summary>Counts the examples of a step.</summary>
    public void Count(long examples) => pace.Add(examples);

    /// <summary>Writes the metrics of a step that was sampled; returns its loss.</summary>
    public double Sample(TrainingState state, StepResult result, long examples, double learningRate)
    {
        double loss = result.Loss.item<float>();
        Write(state.Step, state.Epoch + 1, "step_loss", loss);
        if (run.Objective.HasAccuracy)
            Write(state.Step, state.Epoch + 1, "step_accuracy", (double)(run.Totals.Read().Correct - correctBefore) / examples);
        Common(state.Step, state.Epoch + 1, learningRate, result.GradientNorm?.item<double>(), pace.Rate);
        return loss;
    }

    /// <summary>Writes the metrics of an epoch; the state is that after it.</summary>
    public void Epoch(TrainingState state, double learningRate, double? gradientNorm, double examplesPerSecond)
    {
        foreach (var (name, value) in state.Metrics)
            Write(state.Step, state.Epoch, name, value);
        Common(state.Step, state.Epoch, learningRate, gradientNorm, examplesPerSecond);
    }

    private void Common(long step, int epoch, double learningRate, double? gradientNorm, double examplesPerSecond)
    {
        Write(step, epoch, "learning_rate", learningRate);
        Write(step, epoch, "examples_per_second", examplesPerSecond);
        if (run.Batches.TokensPerExample is var tokens and > 0)
            Write(step, epoch, "tokens_per_second", examplesPerSecond * tokens);
        if (gradientNorm is { } norm)
            Write(step, epoch, "gradient_norm", norm);
        Write(step, epoch, "memory_bytes", Environment.WorkingSet);
        if (CudaMemory.Allocated(run.Device) is { } held)
            Write(step, epoch, "device_memory_bytes", held);
    }

    private void Write(long step, int epoch, string name, double value) => monitor.Metric(step, epoch, name, value);
}
