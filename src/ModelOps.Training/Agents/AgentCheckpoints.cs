using System.Text;
using System.Text.Json;
using ModelOps.Core;

namespace ModelOps.Training;

/// <summary>
/// Writes an agent's checkpoints and restores it from them: the network that acts, the optimizer, the algorithm's other network and its
/// memory (the replay buffer), the environments. Only the first becomes a model: slots and exports take model.safetensors alone.
/// </summary>
internal sealed class AgentCheckpoints(
    TrainingJob job, Agent agent, EnvironmentGroup environments, RunFacts facts, ITrainingMonitor monitor)
{
    private const string Weights = "model.safetensors";
    private const string OptimizerState = "optimizer.safetensors";
    private const string State = "state.json";
    private const string Configuration = "config.json";

    /// <inheritdoc cref="Checkpointer.Save"/>
    public bool Save(AgentState state)
    {
        CheckpointRules.RequireFinite(job, agent.Policy, state.Epoch);
        try
        {
            monitor.Flush();
            job.Checkpoints.Write(state.Step,
            [
                (Weights, stream => SafetensorsFile.Write(stream, TensorFiles.Sources(agent.Policy.Tensors))),
                (OptimizerState, stream => SafetensorsFile.Write(stream, TensorFiles.Sources(agent.Optimizer.State))),
                .. agent.Memory().Select(m => (m.Name, (Action<Stream>)(stream => SafetensorsFile.Write(stream, m.Tensors)))),
                (Configuration, stream => stream.Write(Encoding.UTF8.GetBytes(ConfigurationOf(state.Step, state.Epoch, state.Metrics).ToJson()))),
                (State, stream => JsonSerializer.Serialize(stream, state, AgentStateJson.Default.AgentState)),
            ]);
            job.Checkpoints.Prune(job.Profile.Checkpoint.Keep, StepsToProtect(state.Step));
            return true;
        }
        catch (Exception e) when (Checkpointer.IsStorageTrouble(e))
        {
            CheckpointRules.NotWritten(job, state.Step, e, monitor);
            return false;
        }
    }

    /// <inheritdoc cref="Checkpointer.Begin"/>
    public void Begin(AgentState state)
    {
        if (job.StartWeights is { } file)
        {
            TensorFiles.Load(file, agent.Policy.Tensors);
            agent.Begin();
            monitor.Log("information", $"Starts from the weights of '{job.Profile.StartFrom}'.");
        }
        Save(state);
        if (job.StartWeights is { } used)
            File.Delete(used);
    }

    /// <inheritdoc cref="Checkpointer.Restore"/>
    public AgentState? Restore()
    {
        if (CheckpointRules.NewestSound(job, monitor) is not { } checkpoint)
            return null;
        var state = ReadState(checkpoint);
        CheckpointRules.Agree(state.Facts, facts, checkpoint, job, monitor);
        TensorFiles.Load(checkpoint.File(Weights), agent.Policy.Tensors);
        TensorFiles.Load(checkpoint.File(OptimizerState), agent.Optimizer.State);
        agent.Restore(state.Updates, checkpoint.File);
        environments.Restore(state.Environments);
        monitor.RewindMetrics(state.Step);
        monitor.Log("information", $"Continues from the checkpoint of step {state.Step} (epoch {state.Epoch + 1}).");
        return state with { Facts = facts };
    }

    /// <summary>
    /// Puts the weights of the best evaluation into the network that acts; false, with a warning, where they can't be read.
    /// </summary>
    public bool LoadBest(AgentState state, BestEpoch best)
    {
        if (best.Step == state.Step)
            return true;
        if (CheckpointRules.BestOf(job, best, monitor) is not { } checkpoint)
            return false;
        TensorFiles.Load(checkpoint.File(Weights), agent.Policy.Tensors);
        return true;
    }

    /// <summary>What is needed to use the agent's weights at a step.</summary>
    public ModelConfiguration ConfigurationOf(long step, int epoch, IReadOnlyDictionary<string, double> metrics)
    {
        var environment = job.Data.Dataset;
        var plan = agent.Policy.Plan;
        return new ModelConfiguration
        {
            ModelId = job.ModelId,
            Name = job.ModelName,
            Network = job.Profile.Network,
            InputShape = plan.InputShape,
            Outputs = plan.Outputs,
            Task = environment.Task,
            Classes = environment.Classes,
            Environment = environment.Name,
            DatasetName = environment.Name,
            DatasetId = environment.Id,
            Step = step,
            Epoch = epoch,
            Metrics = metrics,
        };
    }

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

    private static AgentState ReadState(Checkpoint checkpoint)
    {
        string path = checkpoint.File(State);
        try
        {
            using var stream = File.OpenRead(path);
            return AgentState.Read(stream);
        }
        catch (JsonException e)
        {
            throw Error.Of(ErrorKind.Damaged, "CheckpointStateDamaged", path, e);
        }
    }
}
