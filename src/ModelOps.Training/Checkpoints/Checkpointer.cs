using System.Text;
using System.Text.Json;
using ModelOps.Core;

namespace ModelOps.Training;

/// <summary>Writes a run's checkpoints and restores it from them.</summary>
public sealed class Checkpointer(TrainingJob job, TrainingRun run, RunFacts facts, ITrainingMonitor monitor)
{
    private const string Weights = "model.safetensors";
    private const string OptimizerState = "optimizer.safetensors";
    private const string State = "state.json";
    /// <summary>What makes the weights usable on their own: a slot or an export of a model in training is made of the two.</summary>
    private const string Configuration = "config.json";
    private readonly string? tokenizer = FinishedModel.TokenizerText(job);

    /// <summary>
    /// Writes a checkpoint, once all metrics up to it are kept. When it can't be written (a full disk) and an older one is there, that is a
    /// warning and false; without an older one it is an error ("CheckpointNotWritten").
    /// </summary>
    public bool Save(TrainingState state)
    {
        CheckpointRules.RequireFinite(job, run.Network, state.Epoch);
        try
        {
            monitor.Flush();
            List<(string, Action<Stream>)> files =
            [
                (Weights, stream => SafetensorsFile.Write(stream, TensorFiles.Sources(run.Network.Tensors))),
                (OptimizerState, stream => SafetensorsFile.Write(stream, TensorFiles.Sources(run.Optimizer.State))),
                (Configuration, stream => stream.Write(Encoding.UTF8.GetBytes(ConfigurationOf(state).ToJson()))),
                (State, stream => JsonSerializer.Serialize(stream, state, TrainingStateJson.Default.TrainingState)),
            ];
            if (tokenizer is not null)
                files.Add((Tokenizer.FileName, stream => stream.Write(Encoding.UTF8.GetBytes(tokenizer))));
            job.Checkpoints.Write(state.Step, files);
            job.Checkpoints.Prune(job.Profile.Checkpoint.Keep, StepsToProtect(state.Step));
            return true;
        }
        catch (Exception e) when (IsStorageTrouble(e))
        {
            CheckpointRules.NotWritten(job, state.Step, e, monitor);
            return false;
        }
    }

    /// <summary>The checkpoint before the first step, of random weights or of those that the profile names.</summary>
    public void Begin(TrainingState state)
    {
        if (job.StartWeights is { } file)
        {
            TensorFiles.Load(file, run.Network.Tensors, run.Network.Plan.Aliases);
            monitor.Log("information", $"Starts from the weights of '{job.Profile.StartFrom}'.");
        }
        Save(state);
        if (job.StartWeights is { } used)
            File.Delete(used);
    }

    /// <summary>
    /// Brings the run to its newest sound checkpoint and returns that state, or null where there is none yet. Damaged ones that were passed
    /// over are logged; where none is sound that is an error ("NoSoundCheckpoint"), never a silent new start.
    /// </summary>
    public TrainingState? Restore()
    {
        if (CheckpointRules.NewestSound(job, monitor) is not { } checkpoint)
            return null;
        var state = ReadState(checkpoint);
        CheckpointRules.Agree(state.Facts, facts, checkpoint, job, monitor);
        TensorFiles.Load(checkpoint.File(Weights), run.Network.Tensors);
        TensorFiles.Load(checkpoint.File(OptimizerState), run.Optimizer.State);
        run.Totals.Reset(state.LossSum, state.Correct, state.Examples);
        monitor.RewindMetrics(state.Step);
        monitor.Log("information", $"Continues from the checkpoint of step {state.Step} (epoch {state.Epoch + 1}).");
        return WithEpochs(state with { Facts = facts });
    }

    /// <summary>
    /// A run whose number of epochs was changed goes on; early stopping counts anew, or it would end a run that it had ended again.
    /// </summary>
    private TrainingState WithEpochs(TrainingState state)
    {
        int epochs = job.Profile.Epochs;
        if (state.Epochs == epochs)
            return state;
        monitor.Log("information", $"Goes on to {epochs} epochs instead of {state.Epochs}; the schedule {job.Profile.Schedule.Name} is that of {epochs} epochs from here on.");
        return state with { Epochs = epochs, StoppingEpochs = 0 };
    }

    /// <summary>
    /// Puts the weights of the best epoch into the network, where they are not in it already. False, with a warning, where their checkpoint
    /// is gone or damaged.
    /// </summary>
    public bool LoadBest(TrainingState state, BestEpoch best)
    {
        if (best.Step == state.Step)
            return true;
        if (CheckpointRules.BestOf(job, best, monitor) is not { } checkpoint)
            return false;
        TensorFiles.Load(checkpoint.File(Weights), run.Network.Tensors);
        return true;
    }

    /// <summary>True for what a full disk or a missing permission makes of a write.</summary>
    internal static bool IsStorageTrouble(Exception e) =>
        e is IOException or UnauthorizedAccessException or ModelOpsException { Kind: ErrorKind.Unavailable };

    /// <summary>
    /// The checkpoint just written, and the best steps that the ones to be kept name: each must stay restorable with its best weights.
    /// </summary>
    private HashSet<long> StepsToProtect(long written)
    {
        var steps = new HashSet<long> { written };
        foreach (var checkpoint in job.Checkpoints.List().Where(c => c.Step <= written).Take(job.Profile.Checkpoint.Keep))
        {
            if (ReadState(checkpoint).Best is { } best)
                steps.Add(best.Step);
        }
        return steps;
    }

    private ModelConfiguration ConfigurationOf(TrainingState state) =>
        FinishedModel.Configuration(job, run, state.Step, state.Position > 0 ? state.Epoch + 1 : state.Epoch, state.Metrics);

    private static TrainingState ReadState(Checkpoint checkpoint)
    {
        string path = checkpoint.File(State);
        try
        {
            using var stream = File.OpenRead(path);
            return TrainingState.Read(stream);
        }
        catch (JsonException e)
        {
            throw Error.Of(ErrorKind.Damaged, "CheckpointStateDamaged", path, e);
        }
    }
}
