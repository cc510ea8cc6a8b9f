using System.Globalization;

namespace ModelOps.Core;

/// <summary>What goes into an exported network and what comes out, by its task.</summary>
internal static class OnnxPorts
{
    private const string Batch = "batch";
    private const string Tokens = "tokens";

    public static OnnxPort Input(ModelConfiguration configuration, NetworkPlan plan) => configuration.Task == Dataset.Language
        ? new("input_ids", OnnxType.Int64, [Batch, Tokens], $"Token ids; at most {Number(plan.InputShape[0])} tokens.")
        : new("input", OnnxType.Float, [Batch, .. plan.InputShape.Select(Number)],
            "Samples as the dataset has them" + (configuration.Mean.Count > 0 ? ": the graph normalizes them." : "."));

    public static OnnxPort Output(ModelConfiguration configuration, NetworkPlan plan)
    {
        string outputs = Number(plan.Outputs);
        return configuration.Task switch
        {
            Dataset.Language => new("logits", OnnxType.Float, [Batch, Tokens, outputs], "Scores of the tokens to come next."),
            Dataset.Regress => new("values", OnnxType.Float, [Batch, outputs], "The predicted numbers."),
            Dataset.Classify => new("logits", OnnxType.Float, [Batch, outputs], "Scores of the classes; softmax makes them probabilities."),
            _ => new("action_scores", OnnxType.Float, [Batch, outputs], "Scores of the actions; the agent takes the highest."),
        };
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
