using System.Text.Json;
using System.Text.Json.Serialization;
using ModelOps.Core;

namespace ModelOps.Training;

/// <summary>
/// state.json of an agent's checkpoint: all that its training is besides networks, optimizer and memory. With the profile it makes the
/// rest of the run certain.
/// </summary>
public sealed record AgentState : IRunState
{
    /// <summary>Environment steps taken, over all environments.</summary>
    public long Step { get; init; }
    /// <summary>Evaluations completed.</summary>
    public int Epoch { get; init; }
    /// <summary>Optimizer steps taken.</summary>
    public long Updates { get; init; }
    /// <summary>Each environment in the middle of its episode, and the last episodes that ended.</summary>
    public required EnvironmentGroupState Environments { get; init; }
    /// <summary>The best evaluation so far by checkpoint.best; its weights are in the checkpoint of its step.</summary>
    public BestEpoch? Best { get; init; }
    /// <summary>Returns and length of the last evaluation.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();
    /// <summary>Mean return of each evaluation so far.</summary>
    public IReadOnlyList<double> Evaluations { get; init; } = [];
    /// <summary>Seconds of training so far, over all processes.</summary>
    public double Seconds { get; init; }
    /// <summary>What the run depends on.</summary>
    public required RunFacts Facts { get; init; }

    /// <summary>Reads a state; what an older version didn't write has its default. Throws JsonException where it is none.</summary>
    public static AgentState Read(Stream stream)
    {
        var state = JsonSerializer.Deserialize(stream, AgentStateJson.Default.AgentState) ?? throw new JsonException("it holds null.");
        // Generated serializers leave an init property that the text doesn't have null, whatever its initializer says.
        return state with { Metrics = state.Metrics ?? new Dictionary<string, double>(), Evaluations = state.Evaluations ?? [] };
    }
}

/// <summary>Generated serializer of <see cref="AgentState"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n",
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(AgentState))]
internal sealed partial class AgentStateJson : JsonSerializerContext;
