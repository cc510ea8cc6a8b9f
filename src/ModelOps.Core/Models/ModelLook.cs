using System.Text.Json;

namespace ModelOps.Core;

/// <summary>What only a look at one model shows: whether its files are there, its layers, how it was trained.</summary>
internal static class ModelLook
{
    /// <summary>Adds it to a model. A config.json that can't be read adds nothing: Test-Model says what is wrong with it.</summary>
    public static Model Complete(Model model, ModelDetails? details, SessionRow? session)
    {
        var (network, plan) = details is null ? Network(model) : default;
        var gpt = network as GptSpecification;
        return model with
        {
            FilesExist = File.Exists(model.WeightsPath),
            Details = details ?? (gpt is null ? null : Of(gpt, plan!)),
            ContextLength = model.ContextLength ?? gpt?.Context,
            Layers = plan is null ? model.Layers : Layers(plan),
            Training = session is null ? null : Of(session),
        };
    }

    /// <summary>The network that config.json describes; nulls where there is none.</summary>
    private static (NetworkSpecification? Specification, NetworkPlan? Plan) Network(Model model)
    {
        var file = Path.Combine(model.Path, "config.json");
        try
        {
            if (!File.Exists(file))
                return default;
            var configuration = ModelConfiguration.FromJson(File.ReadAllText(file), file);
            return (configuration.Network, configuration.Plan());
        }
        catch (Exception e) when (e is ModelOpsException or IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    private static ModelDetails Of(GptSpecification network, NetworkPlan plan) => new()
    {
        Blocks = network.LayerCount, EmbeddingLength = network.Width, FeedForwardLength = 4 * network.Width, Heads = network.Heads,
        VocabularySize = plan.Outputs, Tensors = plan.Tensors.Count,
    };

    private static List<ModelLayer> Layers(NetworkPlan plan) => plan.Layers.Select(layer => new ModelLayer(
        layer.Name, Kind(layer.Layer), layer.Output,
        plan.Tensors.Where(t => t.Trainable && t.Name.StartsWith(layer.Name + ".", StringComparison.Ordinal))
            .Sum(t => t.Shape.Aggregate(1L, (a, b) => a * b))))
        .ToList();

    /// <summary>conv2d of Conv2dLayer: the words of profiles' lists of layers.</summary>
    private static string Kind(LayerSpecification layer) =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(layer.GetType().Name[..^"Layer".Length]);

    private static ModelTraining Of(SessionRow row) => new(
        row.DatasetId, row.Session.Device, row.Session.Ended - row.Session.Started, row.Session.Epoch, row.Session.Step, row.Session.Id);
}
