using ModelOps.Core;

namespace ModelOps.Training.Tests;

/// <summary>Jobs on small made-up datasets: blobs of points around one centre a class, drawn from a fixed seed.</summary>
public static class Jobs
{
    public static readonly CnnSpecification SmallCnn = new() { Channels = [4, 8], Hidden = 16, Padding = 1, Dropout = 0.25 };
    public static readonly MlpSpecification SmallMlp = new() { Hidden = [16, 16], Dropout = 0.2 };

    public static TrainingProfile Profile(NetworkSpecification network) => new()
    {
        Name = "test", Network = network, Epochs = 3, Batch = 16, Seed = 7, Threads = 1, Device = "cpu",
        Checkpoint = new CheckpointSettings { Best = "validation_accuracy" },
        Schedule = new ScheduleSettings { Name = "cosine", WarmupSteps = 5 },
    };

    public static TrainingJob Job(TempFolder folder, TrainingProfile profile, DatasetContent? data = null) => new()
    {
        ModelId = new string('a', 64),
        ModelName = "test",
        Profile = profile,
        Data = data ?? Classes(),
        Checkpoints = new CheckpointStore(folder.Sub("checkpoints")),
        ModelFolder = folder.Sub("model"),
    };

    /// <summary>Samples of <paramref name="classes"/> classes in <paramref name="width"/> columns.</summary>
    public static DatasetContent Classes(int samples = 203, int width = 36, int classes = 3, double spread = 1.5)
    {
        var random = new RandomSequence(1, 0);
        var labels = new long[samples];
        var features = new float[samples * width];
        for (int i = 0; i < samples; i++)
        {
            labels[i] = random.Below(classes);
            for (int j = 0; j < width; j++)
                features[i * width + j] = (float)(Normal(random) * spread + Centre(labels[i], j));
        }
        return new DatasetContent(Dataset("classify", samples, width, classes), features, labels, null);
    }

    /// <summary>Samples whose target is a sum of their columns.</summary>
    public static DatasetContent Numbers(int samples = 120, int width = 5)
    {
        var random = new RandomSequence(2, 0);
        var features = new float[samples * width];
        var targets = new float[samples];
        for (int i = 0; i < features.Length; i++)
        {
            features[i] = (float)Normal(random);
            targets[i / width] += features[i] * (i % width);
        }
        return new DatasetContent(Dataset("regress", samples, width, 0), features, null, targets);
    }

    public static double Normal(RandomSequence random) =>
        Math.Sqrt(-2 * Math.Log(Unit(random))) * Math.Cos(2 * Math.PI * Unit(random));

    private static double Unit(RandomSequence random) => ((random.Next() >> 11) + 1) / 9007199254740993.0;

    private static double Centre(long label, int column) => column % (label + 2) == 0 ? 1 : -1;

    private static Dataset Dataset(string task, int samples, int width, int classes) => new()
    {
        Name = "made-up", Id = new string('d', 64), Format = "csv", Samples = samples, Shape = [width], Task = task,
        Classes = [.. Enumerable.Range(0, classes).Select(c => $"c{c}")], SizeBytes = samples * width * 4L, Created = DateTime.UnixEpoch, Path = "",
    };
}
