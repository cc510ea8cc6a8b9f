using System.Globalization;
using System.Text;

namespace ModelOps.Core;

/// <summary>
/// Writes a checked profile as YAML with every key, in the order of docs/profiles.md. The same profile gives the same text.
/// </summary>
internal static class ProfileWriter
{
    public static string Write(TrainingProfile profile)
    {
        var text = new StringBuilder();
        Line(text, $"name: {YamlValue.Quote(profile.Name)}");
        Network(text, profile.Network);
        if (profile.Agent is { } agent)
            Agent(text, agent);
        else
            Data(text, profile);
        var optimizer = profile.Optimizer;
        Section(text, "optimizer", ("name", optimizer.Name), ("lr", Number(optimizer.Lr)), ("weight_decay", Number(optimizer.WeightDecay)),
            ("momentum", Number(optimizer.Momentum)), ("betas", List(optimizer.Betas)), ("eps", Number(optimizer.Eps)),
            ("clip_norm", optimizer.ClipNorm is { } norm ? Number(norm) : "null"));
        var schedule = profile.Schedule;
        Section(text, "schedule", ("name", schedule.Name), ("warmup_steps", Number(schedule.WarmupSteps)),
            ("final_share", Number(schedule.FinalShare)),
            ("start_share", Number(schedule.StartShare)), ("peak_at", Number(schedule.PeakAt)), ("every_epochs", Number(schedule.EveryEpochs)),
            ("factor", Number(schedule.Factor)));
        if (profile.Agent is null)
            Keys(text, ("metric", schedule.Metric), ("patience", Number(schedule.Patience)),
            ("threshold", Number(schedule.Threshold)), ("cooldown", Number(schedule.Cooldown)));
        if (profile.Agent is null)
            Line(text, $"epochs: {Number(profile.Epochs)}");
        Line(text, $"batch: {Number(profile.Batch)}");
        if (profile.Agent is null)
            Line(text, $"accumulate: {Number(profile.Accumulate)}");
        Line(text, $"precision: {profile.Precision}");
        Line(text, $"seed: {Number(profile.Seed)}");
        Line(text, $"device: {profile.Device}");
        Line(text, $"threads: {Number(profile.Threads)}");
        Line(text, $"start_from: {Text(profile.StartFrom)}");
        var checkpoint = profile.Checkpoint;
        Section(text, "checkpoint", ("every_epochs", Number(checkpoint.EveryEpochs)), ("every_steps", Number(checkpoint.EverySteps)),
            ("keep", Number(checkpoint.Keep)), ("best", checkpoint.Best ?? "null"));
        if (profile.Agent is not null)
            return text.ToString();
        if (profile.EarlyStopping is { } stopping)
            Section(text, "early_stopping", ("metric", stopping.Metric), ("patience", Number(stopping.Patience)));
        else
            Line(text, "early_stopping: null");
        return text.ToString();
    }

    private static void Data(StringBuilder text, TrainingProfile profile)
    {
        var (data, loss) = (profile.Data, profile.Loss);
        Section(text, "data", ("dataset", Text(data.Dataset)), ("train", Number(data.Train)), ("seed", Number(data.Seed)),
            ("normalize", Flag(data.Normalize)), ("shape", data.Shape is { } shape ? List(shape) : "null"),
            ("augment", $"{{ flip: {Flag(data.Augment.Flip)}, crop: {Number(data.Augment.Crop)} }}"));
        Section(text, "loss", ("label_smoothing", Number(loss.LabelSmoothing)),
            ("class_weights", loss.Balanced ? "balanced" : loss.ClassWeights is { } weights ? List(weights) : "null"));
    }

    private static void Agent(StringBuilder text, AgentSettings agent)
    {
        Section(text, AgentReader.Environment, ("name", agent.Environment), ("count", Number(agent.Environments)));
        Section(text, AgentReader.Algorithm, ("name", agent.Algorithm), ("total_steps", Number(agent.TotalSteps)),
            ("evaluate_every", Number(agent.EvaluateEvery)), ("evaluation_episodes", Number(agent.EvaluationEpisodes)),
            ("stop_at", agent.StopAt is { } goal ? Number(goal) : "null"), ("gamma", Number(agent.Gamma)));
        if (agent.Dqn is { } dqn)
        {
            Keys(text, ("buffer", Number(dqn.Buffer)), ("learning_starts", Number(dqn.LearningStarts)),
                ("train_every", Number(dqn.TrainEvery)),
                ("updates", Number(dqn.Updates)), ("target_every", Number(dqn.TargetEvery)), ("epsilon_start", Number(dqn.EpsilonStart)),
                ("epsilon_end", Number(dqn.EpsilonEnd)), ("epsilon_steps", Number(dqn.EpsilonSteps)), ("double", Flag(dqn.Double)));
        }
        if (agent.Ppo is { } ppo)
        {
            Keys(text, ("rollout", Number(ppo.Rollout)), ("passes", Number(ppo.Passes)), ("gae_lambda", Number(ppo.GaeLambda)),
                ("clip", Number(ppo.Clip)), ("entropy", Number(ppo.Entropy)), ("value_weight", Number(ppo.ValueWeight)));
        }
    }

    private static void Network(StringBuilder text, NetworkSpecification network)
    {
        switch (network)
        {
            case MlpSpecification mlp:
                Section(text, "network", ("family", mlp.Family), ("hidden", List(mlp.Hidden)), ("activation", mlp.Activation), ("dropout", Number(mlp.Dropout)));
                break;
            case CnnSpecification cnn:
                Section(text, "network", ("family", cnn.Family), ("channels", List(cnn.Channels)), ("kernel", Number(cnn.Kernel)),
                    ("padding", Number(cnn.Padding)), ("hidden", Number(cnn.Hidden)), ("dropout", Number(cnn.Dropout)),
                    ("hidden_dropout", cnn.HiddenDropout is { } dropout ? Number(dropout) : "null"));
                break;
            case ResNetSpecification resnet:
                Section(text, "network", ("family", resnet.Family), ("depth", Number(resnet.Depth)), ("stem", resnet.Stem));
                break;
            case GptSpecification gpt:
                Section(text, "network", ("family", gpt.Family), ("layers", Number(gpt.LayerCount)), ("heads", Number(gpt.Heads)), ("width", Number(gpt.Width)),
                    ("context", Number(gpt.Context)), ("dropout", Number(gpt.Dropout)), ("bias", Flag(gpt.Bias)));
                break;
            case LayerListSpecification list:
                Section(text, "network", ("family", list.Family), ("layers", ""));
                foreach (var layer in list.List)
                    Line(text, $"    - {Layer(layer)}");
                break;
            default:
                throw new ArgumentException($"Networks of family '{network.Family}' have no YAML form.", nameof(network));
        }
    }

    private static string Layer(LayerSpecification layer)
    {
        var (type, settings) = layer switch
        {
            LinearLayer l => ("linear", new[] { ("out", l.Out is { } size ? Number(size) : "null"), ("bias", Flag(l.Bias)) }),
            Conv2dLayer l => ("conv2d", [("out", Number(l.Out)), ("kernel", Number(l.Kernel)), ("stride", Number(l.Stride)), ("padding", Number(l.Padding)), ("bias", Flag(l.Bias))]),
            BatchNormLayer l => ("batch_norm", [("eps", Number(l.Eps)), ("momentum", Number(l.Momentum))]),
            LayerNormLayer l => ("layer_norm", [("eps", Number(l.Eps))]),
            MaxPool2dLayer l => ("max_pool2d", [("kernel", Number(l.Kernel)), ("stride", Number(l.Stride)), ("padding", Number(l.Padding))]),
            AvgPool2dLayer l => ("avg_pool2d", [("kernel", Number(l.Kernel)), ("stride", Number(l.Stride))]),
            ResidualBlockLayer l => ("residual_block",
                [("channels", Number(l.Channels)), ("stride", Number(l.Stride)), ("bottleneck", Flag(l.Bottleneck))]),
            GlobalAvgPoolLayer => ("global_avg_pool", []),
            DropoutLayer l => ("dropout", [("p", Number(l.P))]),
            ActivationLayer l => (l.Function, []),
            FlattenLayer => ("flatten", []),
            _ => throw new ArgumentException($"Layers of type {layer.GetType().Name} have no YAML form.", nameof(layer)),
        };
        if (layer.Name is { } name)
            settings = [("name", YamlValue.Quote(name)), .. settings];
        return settings.Length == 0 ? type : $"{type}: {{ {string.Join(", ", settings.Select(s => $"{s.Item1}: {s.Item2}"))} }}";
    }

    private static void Section(StringBuilder text, string name, params ReadOnlySpan<(string Key, string Value)> keys)
    {
        Line(text, $"{name}:");
        Keys(text, keys);
    }

    private static void Keys(StringBuilder text, params ReadOnlySpan<(string Key, string Value)> keys)
    {
        foreach (var (key, value) in keys)
            Line(text, value.Length == 0 ? $"  {key}:" : $"  {key}: {value}");
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');

    private static string Text(string? value) => value is null ? "null" : YamlValue.Quote(value);
    private static string Flag(bool value) => value ? "true" : "false";
    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
    private static string List(IReadOnlyList<int> values) => $"[{string.Join(", ", values.Select(v => Number(v)))}]";
    private static string List(IReadOnlyList<double> values) => $"[{string.Join(", ", values.Select(Number))}]";
}
