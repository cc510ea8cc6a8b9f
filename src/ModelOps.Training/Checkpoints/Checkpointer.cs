using System.Text;
using System.Text.Json;
using ModelOps.Core;

namespace ModelOps.Training;

/// <summary>Writes a training's checkpoints, restores it from them, and makes the model of one that has come to its end.</summary>
/// <typeparam name="TState">The training's state: state.json.</typeparam>
internal sealed class Checkpointer<TState>(
    TrainingJob job, ICheckpointContent<TState> content, RunFacts facts, ITrainingMonitor monitor) where TState : class, IRunState
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
    public bool Save(TState state)
    {
        CheckpointRules.RequireFinite(job, content.Network, state.Epoch);
        try
        {
            monitor.Flush();
            List<(string, Action<Stream>)> files =
            [
                (Weights, stream => SafetensorsFile.Write(stream, TensorFiles.Sources(content.Network.Tensors))),
                (OptimizerState, stream => SafetensorsFile.Write(stream, TensorFiles.Sources(content.OptimizerState))),
                .. content.Memory().Select(m => (m.Name, (Action<Stream>)(stream => SafetensorsFile.Write(stream, m.Tensors)))),
                (Configuration, stream => stream.Write(
                    Encoding.UTF8.GetBytes(ConfigurationOf(state.Step, state.WeightsEpoch, state.Metrics).ToJson()))),
                (State, stream => content.WriteState(stream, state)),
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
    public void Begin(TState state)
    {
        if (job.StartWeights is { } file)
        {
            TensorFiles.Load(file, content.Network.Tensors, content.Network.Plan.Aliases);
            content.Begun();
            monitor.Log("information", $"Starts from the weights of '{job.Profile.StartFrom}'.");
        }
        Save(state);
        if (job.StartWeights is { } used)
            File.Delete(used);
    }

    /// <summary>
    /// Brings the training to its newest sound checkpoint and returns that state, or null where there is none yet. Damaged ones that were
    /// passed over are logged; where none is sound that is an error ("NoSoundCheckpoint"), never a silent new start.
    /// </summary>
    public TState? Restore()
    {
        if (CheckpointRules.NewestSound(job, monitor) is not { } checkpoint)
            return null;
        var state = ReadState(checkpoint);
        CheckpointRules.Agree(state.Facts, facts, checkpoint, job, monitor);
        TensorFiles.Load(checkpoint.File(Weights), content.Network.Tensors);
        TensorFiles.Load(checkpoint.File(OptimizerState), content.OptimizerState);
        content.Restore(state, checkpoint);
        monitor.RewindMetrics(state.Step);
        monitor.Log("information", $"Continues from the checkpoint of step {state.Step} (epoch {state.Epoch + 1}).");
        return content.With(state, facts);
    }

    /// <summary>
    /// Writes the model of a training that has come to its end, of the weights of its best epoch; of the last ones where no epoch counts as
    /// the best, or, with a warning, where its checkpoint is gone or damaged. Unavailable ("ModelNotWritten") where it can't be written.
    /// </summary>
    /// <returns>Which weights those are.</returns>
    public BestEpoch Finish(TState state)
    {
        var kept = state.Best is { } best && LoadBest(state, best) ? best : new BestEpoch(state.Step, state.Epoch, "", 0, state.Metrics);
        try
        {
            FinishedModel.Write(job, content.Network, ConfigurationOf(kept.Step, kept.Epoch, kept.Metrics));
        }
        catch (Exception e) when (IsStorageTrouble(e))
        {
            throw Error.Of(
                ErrorKind.Unavailable, "ModelNotWritten", job.ModelFolder, e, job.Checkpoints.List().FirstOrDefault()?.Step ?? 0);
        }
        monitor.Log("information", $"The model holds the weights of epoch {kept.Epoch} (step {kept.Step}).");
        return kept;
    }

    /// <summary>Puts the best epoch's weights into the network, where they are not in it already; false where they can't be read.</summary>
    private bool LoadBest(TState state, BestEpoch best)
    {
        if (best.Step == state.Step)
            return true;
        if (CheckpointRules.BestOf(job, best, monitor) is not { } checkpoint)
            return false;
        TensorFiles.Load(checkpoint.File(Weights), content.Network.Tensors);
        return true;
    }

    /// <summary>True for what a full disk or a missing permission makes of a write.</summary>
    private static bool IsStorageTrouble(Exception e) =>
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

    private ModelConfiguration ConfigurationOf(long step, int epoch, IReadOnlyDictionary<string, double> metrics) =>
        content.Complete(FinishedModel.Configuration(job, content.Network.Plan, step, epoch, metrics));

    private TState ReadState(Checkpoint checkpoint)
    {
        string path = checkpoint.File(State);
        try
        {
            using var stream = File.OpenRead(path);
            return content.ReadState(stream);
        }
        catch (JsonException e)
        {
            throw Error.Of(ErrorKind.Damaged, "CheckpointStateDamaged", path, e);
        }
    }
}
