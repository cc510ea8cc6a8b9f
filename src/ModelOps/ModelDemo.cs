namespace ModelOps;

/// <summary>Where a demo stands.</summary>
public enum ModelDemoState
{
    /// <summary>Its process is on its way, or loads the model.</summary>
    Starting,
    /// <summary>It plays.</summary>
    Running,
    /// <summary>It was stopped.</summary>
    Stopped,
    /// <summary>It couldn't be started, or its process died; <see cref="ModelDemo.Error"/> says why.</summary>
    Failed,
}

/// <summary>What a demo shows.</summary>
public enum ModelDemoKind
{
    /// <summary>An agent in its environment.</summary>
    Agent,
    /// <summary>A classifier, or a regression, over samples of its dataset.</summary>
    Samples,
    /// <summary>A language model that writes.</summary>
    Text,
}

/// <summary>A demo: a model that plays on its own in a process of its own.</summary>
public sealed record ModelDemo
{
    /// <summary>Its name: that of the slot or model that plays.</summary>
    public required string Name { get; init; }
    /// <summary>Where it stands.</summary>
    public required ModelDemoState State { get; init; }
    /// <summary>What it shows.</summary>
    public required ModelDemoKind Kind { get; init; }
    /// <summary>Environment it plays in, or dataset whose samples it sees; null for one that writes.</summary>
    public string? Subject { get; init; }
    /// <summary>Slot that its weights were copied from; null where they are a model's.</summary>
    public string? SlotName { get; init; }
    /// <summary>Id of the model that plays.</summary>
    public required string ModelId { get; init; }
    /// <summary>That id as people see and type it.</summary>
    public string ModelShortId { get => field ?? DisplayText.ShortId(ModelId); init; }
    /// <summary>Name of that model.</summary>
    public required string ModelName { get; init; }
    /// <summary>Frames it makes a second.</summary>
    public required double FramesPerSecond { get; init; }
    /// <summary>Frames made so far: the number of the last one.</summary>
    public long Frames { get; init; }
    /// <summary>What the last frame shows, in a line.</summary>
    public string? Caption { get; init; }
    /// <summary>Process id, while it runs.</summary>
    public int? ProcessId { get; init; }
    /// <summary>What went wrong.</summary>
    public string? Error { get; init; }
    /// <summary>When it was asked for (UTC).</summary>
    public required DateTime Created { get; init; }
    /// <summary>When it began to play (UTC).</summary>
    public DateTime? Started { get; init; }
    /// <summary>When it ended (UTC).</summary>
    public DateTime? Ended { get; init; }
    /// <summary>Folder with its copy of the model, its frames and its log.</summary>
    public required string Path { get; init; }

    /// <summary>True while a process plays it or is about to.</summary>
    public bool IsActive => State is ModelDemoState.Starting or ModelDemoState.Running;

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>One picture of a demo.</summary>
public sealed record ModelDemoFrame
{
    /// <summary>The demo.</summary>
    public required string DemoName { get; init; }
    /// <summary>Its number, from 1.</summary>
    public required long Number { get; init; }
    /// <summary>When it was made (UTC).</summary>
    public required DateTime Time { get; init; }
    /// <summary>What it shows, in a line.</summary>
    public required string Caption { get; init; }
    /// <summary>What it shows, drawn with letters in several lines.</summary>
    public required string Text { get; init; }
    /// <summary>Its numbers: episode, step, action, reward and return of an agent; label, answer and probability of a classifier.</summary>
    public IReadOnlyDictionary<string, double> Values { get; init; } = new Dictionary<string, double>();

    /// <inheritdoc/>
    public override string ToString() => Caption;
}
