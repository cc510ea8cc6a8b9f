using FsCheck;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests.Profiles;

/// <summary>Random valid profiles.</summary>
internal static class ProfileGenerators
{
    private static readonly Gen<int> Size = Gen.Choose(1, 4096);
    private static readonly Gen<double> Share = Gen.Choose(0, 999).Select(i => i / 1000.0);
    private static readonly Gen<double> Positive = Gen.Choose(-90, 30).Select(e => Math.Pow(10, e / 10.0));
    private static readonly Gen<bool> Flag = Gen.Elements(true, false);
    private static readonly Gen<long> Seed = Gen.OneOf(Gen.Choose(0, 9).Select(i => (long)i), Gen.Constant(long.MaxValue));
    private static readonly Gen<string> Name = Gen.Elements("a", "digits-cnn", "null", "true", "12", "-x", "_", "A_b-9", "1e3");

    private static Gen<T?> OrNull<T>(Gen<T> gen)
        where T : class => Gen.OneOf(gen.Select(v => (T?)v), Gen.Constant<T?>(null));

    private static readonly Gen<NetworkSpecification> Mlp =
        from hidden in Size.ListOf()
        from activation in Gen.Elements(ProfileValues.Activations)
        from dropout in Share
        select (NetworkSpecification)new MlpSpecification { Hidden = hidden.ToList(), Activation = activation, Dropout = dropout };

    private static readonly Gen<NetworkSpecification> Cnn =
        from channels in Size.NonEmptyListOf()
        from kernel in Gen.Choose(1, 9)
        from padding in Gen.Choose(0, 4)
        from hidden in Size
        from dropout in Share
        from hiddenDropout in Gen.OneOf(Share.Select(s => (double?)s), Gen.Constant<double?>(null))
        select (NetworkSpecification)new CnnSpecification
        {
            Channels = channels.ToList(), Kernel = kernel, Padding = padding, Hidden = hidden, Dropout = dropout, HiddenDropout = hiddenDropout,
        };

    private static readonly Gen<NetworkSpecification> Gpt =
        from layers in Gen.Choose(1, 48)
        from heads in Gen.Choose(1, 16)
        from headWidth in Gen.Choose(1, 128)
        from context in Size
        from dropout in Share
        from bias in Flag
        select (NetworkSpecification)new GptSpecification
        {
            LayerCount = layers, Heads = heads, Width = heads * headWidth, Context = context, Dropout = dropout, Bias = bias,
        };

    private static readonly Gen<LayerSpecification> Layer = Gen.OneOf(
        from size in Size from bias in Flag select (LayerSpecification)new LinearLayer(null, size, bias),
        from size in Size from kernel in Gen.Choose(1, 9) from stride in Gen.Choose(1, 3) from padding in Gen.Choose(0, 4) from bias in Flag
        select (LayerSpecification)new Conv2dLayer(null, size, kernel, stride, padding, bias),
        from eps in Positive from momentum in Share select (LayerSpecification)new BatchNormLayer(null, eps, momentum),
        from eps in Positive select (LayerSpecification)new LayerNormLayer(null, eps),
        from function in Gen.Elements(ProfileValues.Activations) select (LayerSpecification)new ActivationLayer(null, function),
        from kernel in Gen.Choose(1, 4) from stride in Gen.Choose(1, 4) select (LayerSpecification)new MaxPool2dLayer(null, kernel, stride),
        from kernel in Gen.Choose(1, 4) from stride in Gen.Choose(1, 4) select (LayerSpecification)new AvgPool2dLayer(null, kernel, stride),
        from p in Share select (LayerSpecification)new DropoutLayer(null, p),
        Gen.Constant((LayerSpecification)new FlattenLayer(null)));

    private static readonly Gen<NetworkSpecification> Layers =
        from layers in Layer.ListOf()
        from named in Flag
        from last in Gen.Elements<int?>(null, 10)
        select (NetworkSpecification)new LayerListSpecification(
            [.. layers.Select((l, i) => named && i % 2 == 0 ? l with { Name = i == 0 ? "null" : $"layer{i}" } : l), new LinearLayer(null, last)]);

    private static readonly Gen<DataSettings> Data =
        from dataset in OrNull(Name)
        from train in Gen.Choose(1, 999)
        from seed in Seed
        from normalize in Flag
        from shape in OrNull(Gen.Choose(1, 3).SelectMany(n => Size.ArrayOf(n)))
        select new DataSettings { Dataset = dataset, Train = train / 1000.0, Seed = seed, Normalize = normalize, Shape = shape };

    private static readonly Gen<OptimizerSettings> Optimizer =
        from name in Gen.Elements(ProfileValues.Optimizers)
        from lr in Positive
        from decay in Share
        from momentum in Share
        from first in Share
        from second in Share
        from eps in Positive
        from clip in Gen.OneOf(Positive.Select(c => (double?)c), Gen.Constant<double?>(null))
        select name == "sgd"
            ? new OptimizerSettings { Name = name, Lr = lr, WeightDecay = decay, Momentum = momentum, ClipNorm = clip }
            : new OptimizerSettings { Name = name, Lr = lr, WeightDecay = decay, Betas = [first, second], Eps = eps, ClipNorm = clip };

    private static readonly Gen<LossSettings> Loss =
        from smoothing in Share
        from balanced in Flag
        from weights in OrNull(Positive.NonEmptyListOf())
        select new LossSettings { LabelSmoothing = smoothing, Balanced = balanced, ClassWeights = balanced ? null : weights?.ToList() };

    private static readonly Gen<ScheduleSettings> Schedule =
        from name in Gen.Elements(ProfileValues.Schedules)
        from warmup in Gen.Choose(0, 1000)
        from share in Share
        from inner in Gen.Choose(1, 999).Select(i => i / 1000.0)
        from count in Gen.Choose(1, 50)
        from metric in Gen.Elements(ProfileValues.Metrics)
        let settings = new ScheduleSettings { Name = name }
        select name switch
        {
            "cosine" => settings with { WarmupSteps = warmup, FinalShare = share },
            "one_cycle" => settings with { FinalShare = share, StartShare = share / 2, PeakAt = inner },
            "step" => settings with { WarmupSteps = warmup, EveryEpochs = count, Factor = inner },
            "plateau" => settings with
            {
                WarmupSteps = warmup, FinalShare = share, Factor = inner, Metric = metric, Patience = count, Threshold = inner, Cooldown = count - 1,
            },
            _ => settings with { WarmupSteps = warmup },
        };

    private static readonly Gen<CheckpointSettings> Checkpoint =
        from epochs in Gen.Choose(1, 20)
        from steps in Gen.Choose(0, 1000)
        from keep in Gen.Choose(1, 9)
        from best in OrNull(Gen.Elements(ProfileValues.Metrics))
        select new CheckpointSettings { EveryEpochs = epochs, EverySteps = steps, Keep = keep, Best = best };

    private static readonly Gen<EarlyStoppingSettings> EarlyStopping =
        from metric in Gen.Elements(ProfileValues.Metrics)
        from patience in Gen.Choose(1, 100)
        select new EarlyStoppingSettings { Metric = metric, Patience = patience };

    private static readonly Gen<DqnSettings> Dqn =
        from buffer in Gen.Choose(20_000, 100_000)
        from starts in Gen.Choose(10_000, 20_000)
        from every in Size
        from updates in Size
        from target in Size
        from first in Share
        from last in Share
        from steps in Size
        from isDouble in Flag
        select new DqnSettings
        {
            Buffer = buffer, LearningStarts = starts, TrainEvery = every, Updates = updates, TargetEvery = target, EpsilonStart = first, EpsilonEnd = last,
            EpsilonSteps = steps, Double = isDouble,
        };

    private static readonly Gen<PpoSettings> Ppo =
        from rollout in Gen.Choose(10_000, 20_000)
        from passes in Size
        from lambda in Share
        from clip in Positive
        from entropy in Share
        from value in Share
        select new PpoSettings { Rollout = rollout, Passes = passes, GaeLambda = lambda, Clip = clip, Entropy = entropy, ValueWeight = value };

    private static readonly Gen<AgentSettings> Agent =
        from environment in Gen.Elements(EnvironmentCatalog.Names.ToArray())
        from count in Gen.Choose(1, 64)
        from steps in Size
        from evaluate in Size
        from episodes in Size
        from goal in Gen.OneOf(Share.Select(s => (double?)(s - 0.5) * 1000), Gen.Constant<double?>(null))
        from gamma in Share
        from dqn in Dqn
        from ppo in Ppo
        from isDqn in Flag
        select new AgentSettings
        {
            Environment = environment, Environments = count, TotalSteps = steps, EvaluateEvery = evaluate, EvaluationEpisodes = episodes, StopAt = goal,
            Gamma = gamma, Dqn = isDqn ? dqn : null, Ppo = isDqn ? null : ppo,
        };

    private static TrainingProfile OfAgent(TrainingProfile profile, AgentSettings agent, IReadOnlyList<int> hidden, string? best) => profile with
    {
        Agent = agent, Network = new MlpSpecification { Hidden = hidden, Activation = "tanh" }, Data = new DataSettings(), Loss = new LossSettings(), Accumulate = 1, Epochs = agent.Epochs,
        Precision = "fp32", EarlyStopping = null, Checkpoint = profile.Checkpoint with { Best = best },
        Schedule = profile.Schedule.Name == "plateau" ? new ScheduleSettings() : profile.Schedule,
    };

    /// <summary>Profiles that train on a dataset.</summary>
    public static readonly Gen<TrainingProfile> Profiles =
        from name in Name
        from network in Gen.OneOf(Mlp, Cnn, Gpt, Layers)
        from data in Data
        from optimizer in Optimizer
        from loss in Loss
        from accumulate in Gen.Choose(1, 64)
        from schedule in Schedule
        from epochs in Gen.Choose(1, 1000)
        from batch in Gen.Choose(1, 10000)
        from precision in Gen.Elements(ProfileValues.Precisions)
        from seed in Seed
        from device in Gen.Elements("auto", "cpu", "cuda", "cuda:0", "cuda:17")
        from threads in Gen.Choose(0, 64)
        from start in OrNull(Gen.Elements("best", "null", "a b/c.safetensors", "é: #"))
        from checkpoint in Checkpoint
        from stopping in OrNull(EarlyStopping)
        select new TrainingProfile
        {
            Name = name, Network = network, Data = data, Optimizer = optimizer, Loss = loss, Schedule = schedule, Epochs = epochs, Batch = batch, Accumulate = accumulate,
            Precision = precision, Seed = seed, Device = device, Threads = threads, StartFrom = start, Checkpoint = checkpoint, EarlyStopping = stopping,
        };

    /// <summary>Profiles that train an agent.</summary>
    public static readonly Gen<TrainingProfile> Agents =
        from profile in Profiles
        from agent in Agent
        from hidden in Size.ListOf()
        from best in OrNull(Gen.Elements(ProfileValues.AgentMetrics))
        select OfAgent(profile, agent, hidden.ToList(), best);
}
