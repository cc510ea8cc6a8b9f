using ModelOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>Whether a run can go on from a checkpoint.</summary>
internal static class CheckpointRules
{
    /// <summary>
    /// Refuses a checkpoint of another profile or dataset ("CheckpointOfOtherProfile", "CheckpointOfOtherDataset"); warns where what may
    /// change the last bits has changed.
    /// </summary>
    /// <param name="saved">Facts of the run that wrote it.</param>
    /// <param name="facts">Facts of this run.</param>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="job">The job.</param>
    /// <param name="monitor">Whom to warn.</param>
    public static void Agree(RunFacts saved, RunFacts facts, Checkpoint checkpoint, TrainingJob job, ITrainingMonitor monitor)
    {
        if (saved.Profile != facts.Profile)
            throw Error.Of(ErrorKind.InvalidInput, "CheckpointOfOtherProfile", checkpoint.Path, job.Profile.Name);
        if (saved.DatasetId != facts.DatasetId)
            throw Error.Of(ErrorKind.InvalidInput, "CheckpointOfOtherDataset", checkpoint.Path, job.Data.Dataset.Name);
        Compare("threads", $"{saved.Threads}", $"{facts.Threads}");
        Compare("device", saved.Device, facts.Device);
        Compare("the GPU", saved.Gpu, facts.Gpu);
        Compare("libtorch", saved.Torch, facts.Torch);
        Compare("processor", saved.Processor, facts.Processor);
        Compare("optimizer steps", saved.Optimizer, facts.Optimizer);
        Compare("precision", saved.Precision, facts.Precision);
        Compare("layers by", saved.Layers, facts.Layers);
        Compare("matrix products by", saved.Blas, facts.Blas);
        Compare("the backend", saved.Backend, facts.Backend);

        void Compare(string what, string then, string now)
        {
            if (then != now && then.Length > 0 && now.Length > 0)
                monitor.Log("warning", $"The checkpoint was written with {what} {then}, now it is {now}: the result can differ in its last digits from that of a run left alone.");
        }
    }

    /// <summary>
    /// The newest sound checkpoint, or null where there is none yet. Damaged ones that were passed over are logged; where none is sound
    /// that is an error ("NoSoundCheckpoint"), never a silent new start.
    /// </summary>
    public static Checkpoint? NewestSound(TrainingJob job, ITrainingMonitor monitor)
    {
        var search = job.Checkpoints.FindNewestSound();
        foreach (var damaged in search.Damaged)
            monitor.Log("warning", $"The checkpoint {damaged.Path} is damaged and was passed over: {damaged.Reason}");
        bool isFirstStart = search.Damaged.Count == 0 && job.StepsTaken == 0;
        return search.Newest ?? (isFirstStart ? null : throw Unsound(job, search));
    }

    /// <summary>The checkpoint of the best epoch; null, with a warning, where it is gone or damaged.</summary>
    public static Checkpoint? BestOf(TrainingJob job, BestEpoch best, ITrainingMonitor monitor)
    {
        var checkpoint = job.Checkpoints.List().FirstOrDefault(c => c.Step == best.Step);
        if ((checkpoint is null ? "it is gone" : job.Checkpoints.Verify(checkpoint)) is not { } trouble)
            return checkpoint;
        monitor.Log(
            "warning", $"The checkpoint of the best epoch (step {best.Step}) can't be used: {trouble.TrimEnd('.')}. The last weights are kept instead.");
        return null;
    }

    /// <summary>A warning where an older checkpoint is there to resume from, else an error ("CheckpointNotWritten").</summary>
    public static void NotWritten(TrainingJob job, long step, Exception error, ITrainingMonitor monitor)
    {
        if (job.Checkpoints.List() is not [var newest, ..])
            throw Error.Of(ErrorKind.Unavailable, "CheckpointNotWritten", job.Checkpoints.Folder, error);
        monitor.Log("warning", $"The checkpoint of step {step} could not be written: {error.Message} Training goes on, and the next "
            + $"checkpoint is tried as usual; until then a resume would continue from step {newest.Step}.");
    }

    /// <summary>Weights that are no numbers any more must not take the place of the last sound ones ("TrainingDiverged").</summary>
    public static void RequireFinite(TrainingJob job, PlanNetwork network, int epoch)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var sums = network.Parameters.Select(p => p.Value.sum(ScalarType.Float64)).ToList();
        if (sums.Count > 0 && stack(sums).sum().item<double>() is var sum && !double.IsFinite(sum))
            throw Error.Of(ErrorKind.InvalidInput, "TrainingDiverged", sum, epoch + 1, job.Profile.Optimizer.Lr);
    }

    private static ModelOpsException Unsound(TrainingJob job, CheckpointSearch search) =>
        Error.Of(ErrorKind.Damaged, "NoSoundCheckpoint", job.Checkpoints.Folder, job.StepsTaken, search.Damage);
}
