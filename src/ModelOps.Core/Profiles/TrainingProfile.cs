using System.Text.Json.Serialization;

namespace ModelOps.Core;

/// <summary>A checked profile: every key with its value or documented default. The YAML form is documented in docs/profiles.md.</summary>
public sealed record TrainingProfile
{
    public required string Name { get; init; }
    public required NetworkSpecification Network { get; init; }
    /// <summary>Where an agent is trained in an environment; null: a network on a dataset.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AgentSettings? Agent { get; init; }
    public DataSettings Data { get; init; } = new();
    public LossSettings Loss { get; init; } = new();
    public OptimizerSettings Optimizer { get; init; } = new();
    public ScheduleSettings Schedule { get; init; } = new();
    /// <summary>Times through the training part; an agent's evaluations.</summary>
    public int Epochs { get; init; } = 10;
    public int Batch { get; init; } = 64;
    /// <summary>Batches whose gradients make one step.</summary>
    public int Accumulate { get; init; } = 1;
    public string Precision { get; init; } = "fp32";
    public long Seed { get; init; }
    /// <summary>auto, cpu, cuda, cuda:N.</summary>
    public string Device { get; init; } = "auto";
    /// <summary>CPU threads; 0 = as many as the machine has cores.</summary>
    public int Threads { get; init; }
    /// <summary>Weights to start from: a slot, a model, a safetensors file; null: random ones.</summary>
    public string? StartFrom { get; init; }
    public CheckpointSettings Checkpoint { get; init; } = new();
    public EarlyStoppingSettings? EarlyStopping { get; init; }

    /// <summary>
    /// The same with another number of epochs: of an agent, as many evaluations, without a return at which it ends before.
    /// </summary>
    public TrainingProfile WithEpochs(int epochs) => this with
    {
        Epochs = epochs,
        Agent = Agent is null ? null : Agent with { TotalSteps = (int)Math.Min(int.MaxValue, (long)epochs * Agent.EvaluateEvery), StopAt = null },
    };
}

/// <summary>Where the examples come from.</summary>
public sealed record DataSettings
{
    public string? Dataset { get; init; }
    /// <summary>Share of the samples to train on, above 0 and below 1; the rest is held out for validation.</summary>
    public double Train { get; init; } = 0.8;
    /// <summary>Seed of the split.</summary>
    public long Seed { get; init; }
    /// <summary>Subtract the training part's mean, divide by its deviation (of each column for tables, of all values for images).</summary>
    public bool Normalize { get; init; } = true;
    /// <summary>Shape to see a sample in, of as many values: [1, 8, 8]. Null: the dataset's own.</summary>
    public IReadOnlyList<int>? Shape { get; init; }
    /// <summary>What is done to images at random while they are trained on.</summary>
    public AugmentSettings Augment { get; init; } = new();
}

/// <summary>How images are changed at random, anew each time they are trained on.</summary>
public sealed record AugmentSettings
{
    /// <summary>Mirror every other image, drawn at random.</summary>
    public bool Flip { get; init; }
    /// <summary>Pad by so many pixels of 0 on each side and cut out a part of the image's size, drawn at random; 0: don't.</summary>
    public int Crop { get; init; }

    /// <summary>True where anything is done.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsOn => Flip || Crop > 0;
}

/// <summary>sgd, adam or adamw.</summary>
public sealed record OptimizerSettings
{
    public string Name { get; init; } = "adamw";
    public double Lr { get; init; } = 0.001;
    public double WeightDecay { get; init; } = 0.01;
    /// <summary>sgd only.</summary>
    public double Momentum { get; init; }
    /// <summary>adam and adamw only: beta1, beta2.</summary>
    public IReadOnlyList<double> Betas { get; init; } = [0.9, 0.999];
    public double Eps { get; init; } = 1e-8;
    /// <summary>Greatest norm of all gradients together; those of a greater one are scaled down to it. Null: as they come.</summary>
    public double? ClipNorm { get; init; }
}

public sealed record CheckpointSettings
{
    public int EveryEpochs { get; init; } = 1;
    /// <summary>Also after so many steps; 0 = at epochs' ends only.</summary>
    public int EverySteps { get; init; }
    /// <summary>How many of the newest are kept (the best is kept besides).</summary>
    public int Keep { get; init; } = 2;
    /// <summary>
    /// Metric whose best weights become the model: validation_accuracy, validation_loss, an agent's evaluation_return; null: the last
    /// weights.
    /// </summary>
    public string? Best { get; init; }
}

public sealed record EarlyStoppingSettings
{
    public string Metric { get; init; } = "validation_loss";
    /// <summary>Epochs without improvement after which the run ends.</summary>
    public int Patience { get; init; } = 10;
}
