using ModelOps.Core;
using ModelOps.Host.Quickstart;
using ModelOps.Training;

namespace ModelOps.Host.Benchmarks;

/// <summary>Whole trainings in this process, in a home of their own that is deleted after them: what the benchmarks of the trainer time.</summary>
internal sealed class TrainingBench : IDisposable
{
    private const int Batch = 64;
    private const int StepsPerEpoch = 200;
    private const int Width = 784;
    private const int Classes = 10;

    private readonly string folder;
    private readonly Workspace workspace;
    private readonly DatasetContent data;
    private readonly NetworkSpecification network;
    private readonly int threads;
    private int runs;

    /// <param name="network">mlp (784-512-512-10) or cnn (PyTorch's MNIST example), on made-up samples of 28×28.</param>
    /// <param name="threads">CPU threads.</param>
    public TrainingBench(string network, int threads)
    {
        folder = Directory.CreateTempSubdirectory("modelops-bench-").FullName;
        workspace = Workspace.Open(Path.Combine(folder, "home"));
        workspace.Datasets.Import(new DatasetImport { Path = SampleFiles.Digits, Name = "digits", LabelColumn = "64" });
        this.network = network == "cnn" ? new CnnSpecification() : new MlpSpecification { Hidden = [512, 512] };
        this.threads = threads;
        data = MakeData();
    }

    /// <summary>Trains for a number of steps as a worker does: its session's row, heartbeat, metrics and logs are written.</summary>
    /// <param name="steps">Rounded up to whole epochs of 200.</param>
    /// <param name="onStep">Called after each step with its number.</param>
    /// <param name="watch">Takes what the training spends on telling, where that is wanted.</param>
    public void WithRegistry(long steps, Action<long> onStep, TellingTimes? watch = null)
    {
        var profile = Profile(steps);
        using var session = WorkerSession.Claim(workspace, Register(profile));
        Train(profile, new WatchedMonitor(new WorkerMonitor(session), onStep, watch), session.Checkpoints, TimeSpan.FromSeconds(0.5));
    }

    /// <summary>The same steps, of which nothing is told and nothing sampled.</summary>
    public void Bare(long steps, Action<long> onStep, TellingTimes? watch = null) => Train(
        Profile(steps), new WatchedMonitor(null, onStep, watch), new CheckpointStore(Path.Combine(folder, $"bare-{++runs}")), TimeSpan.MaxValue);

    public void Dispose()
    {
        workspace.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private void Train(TrainingProfile profile, ITrainingMonitor monitor, CheckpointStore checkpoints, TimeSpan sampleEvery) => new Trainer(
        new TrainingJob
        {
            ModelId = new string('0', 64), ModelName = "bench", Profile = profile, Data = data, Checkpoints = checkpoints, SampleEvery = sampleEvery,
            ModelFolder = Path.Combine(folder, $"model-{++runs}"),
        }, monitor, new StartupClock()).Run();

    private TrainingProfile Profile(long steps) => new()
    {
        Name = "bench", Network = network, Batch = Batch, Threads = threads, Device = "cpu", Epochs = (int)((steps + StepsPerEpoch - 1) / StepsPerEpoch),
        Data = new DataSettings { Dataset = "digits", Train = 0.96 }, Checkpoint = new CheckpointSettings { EveryEpochs = int.MaxValue },
    };

    private string Register(TrainingProfile profile)
    {
        string id = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(++runs)));
        var document = new SessionDocument
        {
            Id = id, ModelId = id, ModelName = "bench", ProfileName = "bench", DatasetName = "digits", DatasetId = workspace.Datasets.Get("digits").Id,
            Network = network.Family, Epochs = profile.Epochs, Created = DateTime.UtcNow,
        };
        SessionFolder.TryCreate(workspace.Home, document, profile);
        workspace.Registry.Write(c => SessionRegistration.Insert(workspace, c, document, ProcessIdentity.Current));
        return id;
    }

    private static DatasetContent MakeData()
    {
        int samples = (int)Math.Round(Batch * StepsPerEpoch / 0.96);
        var random = new RandomSequence(1, 0);
        var features = new float[samples * Width];
        for (int i = 0; i < features.Length; i++)
            features[i] = (random.Next() >> 40) / 16777216f;
        var labels = new long[samples];
        for (int i = 0; i < samples; i++)
            labels[i] = i % Classes;
        var dataset = new Dataset
        {
            Name = "made-up", Id = new string('0', 64), Format = "idx", Samples = samples, Shape = [1, 28, 28], Task = Dataset.Classify,
            Classes = [.. Enumerable.Range(0, Classes).Select(c => $"{c}")], SizeBytes = features.Length * 4L, Created = DateTime.UnixEpoch, Path = "",
        };
        return new DatasetContent(dataset, features, labels, null);
    }

    /// <summary>Passes everything on, where there is anyone to tell, and every step to the benchmark.</summary>
    private sealed class WatchedMonitor(ITrainingMonitor? to, Action<long> onStep, TellingTimes? watch) : ITrainingMonitor
    {
        public WorkerCommand Command => to?.Command ?? WorkerCommand.None;
        public double StepsPerSecond => to?.StepsPerSecond ?? 0;
        public void Acknowledge(WorkerCommand command) => to?.Acknowledge(command);
        public void Running(string device, long totalSteps, int totalEpochs, long parameters) => to?.Running(device, totalSteps, totalEpochs, parameters);
        public void Paused() => to?.Paused();
        public void Unpaused() => to?.Unpaused();
        public void RewindMetrics(long step) => to?.RewindMetrics(step);
        public void Flush() => Timed(() => to?.Flush());
        public void Log(string level, string message) => Timed(() => to?.Log(level, message));

        public void Metric(long step, int epoch, string name, double value)
        {
            to?.Metric(step, epoch, name, value);
            if (name == "step_loss")
                watch?.Sampled();
        }

        public void Progress(long step, int epoch)
        {
            var start = ThreadClock.Now;
            to?.Progress(step, epoch);
            watch?.Add(ThreadClock.Now - start);
            watch?.Step(step);
            onStep(step);
        }

        private void Timed(Action told)
        {
            var start = ThreadClock.Now;
            told();
            watch?.Add(ThreadClock.Now - start);
        }
    }
}
