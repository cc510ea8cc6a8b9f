using System.Text.Json;
using ModelOps.Core;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>
/// Checkpoints of an agent's training: the network that acts, the optimizer, the algorithm's other network and its memory (the replay
/// buffer), the environments. Only the first becomes a model: slots and exports take model.safetensors alone.
/// </summary>
internal sealed class AgentContent(TrainingJob job, Agent agent, EnvironmentGroup environments) : ICheckpointContent<AgentState>
{
    public PlanNetwork Network => agent.Policy;

    public IReadOnlyDictionary<string, Tensor> OptimizerState => agent.Optimizer.State;

    public IReadOnlyList<(string Name, IReadOnlyList<TensorSource> Tensors)> Memory() => agent.Memory();

    public ModelConfiguration Complete(ModelConfiguration configuration) => configuration with { Environment = job.Data.Dataset.Name };

    public void Begun() => agent.Begin();

    public void Restore(AgentState state, Checkpoint checkpoint)
    {
        agent.Restore(state.Updates, checkpoint.File);
        environments.Restore(state.Environments);
    }

    public AgentState With(AgentState state, RunFacts facts) => state with { Facts = facts };

    public void WriteState(Stream stream, AgentState state) => JsonSerializer.Serialize(stream, state, AgentStateJson.Default.AgentState);

    public AgentState ReadState(Stream stream) => AgentState.Read(stream);
}
