using System.Diagnostics;

namespace ModelOps.Core.Tests;

/// <summary>A home with a dataset and a profile, both named tiny, for sessions.</summary>
public sealed class TrainingHome : IDisposable
{
    public const string Name = "tiny";

    private readonly TempHome home = new();

    public TrainingHome()
    {
        Directory.CreateDirectory(home.File("profiles"));
        File.WriteAllText(home.File("profiles", "tiny.yaml"), "name: tiny\nnetwork: { family: mlp, hidden: [4] }\nepochs: 1\nbatch: 2\n");
        var table = home.File("tiny.csv");
        File.WriteAllLines(table, ["a,b,label", .. Enumerable.Range(0, 12).Select(i => $"{i},{12 - i},{i % 2}")]);
        Workspace = home.Open();
        Workspace.Datasets.Import(new() { Path = table, Name = Name });
    }

    public Workspace Workspace { get; }
    public string Path => home.Path;
    public ModelOpsHome Home => home.Home;

    public Workspace Open() => home.Open();

    /// <summary>As <see cref="Open"/>, for several threads at once.</summary>
    public Workspace OpenConcurrently() => home.OpenConcurrently();

    /// <summary>How the worker processes of this home behave: see <see cref="TestWorker"/>.</summary>
    public void SetWorker(string mode) => File.WriteAllText(home.File("worker.txt"), mode);

    public TrainingSession Start(string? modelName = null) =>
        Workspace.Trainings.Start(new() { Profile = Name, Dataset = Name, ModelName = modelName });

    /// <summary>A session that waits for a worker, of which this process is one that may claim it.</summary>
    internal TrainingSession Queue(ProcessIdentity? launcher = null)
    {
        var profile = Workspace.Profiles.Parse(Workspace.Profiles.Get(Name), null, Workspace.Datasets.Get(Name));
        var document = new SessionDocument
        {
            Id = TestModels.Id(Guid.NewGuid().ToString()),
            ModelId = TestModels.Id(Guid.NewGuid().ToString()),
            ModelName = Name,
            ProfileName = Name,
            DatasetName = Name,
            DatasetId = Workspace.Datasets.Get(Name).Id,
            Network = "mlp",
            Epochs = 1,
            Created = DateTime.UtcNow,
        };
        Assert.True(SessionFolder.TryCreate(Home, document, profile));
        return Workspace.Registry.Write(c => SessionRegistration.Insert(Workspace, c, document, launcher ?? ProcessIdentity.Current));
    }

    /// <summary>Watches a session to its end; everything the updates brought.</summary>
    public async Task<(TrainingSession Session, List<MetricPoint> Metrics, List<TrainingLogEntry> Log)> WatchToEnd(string id)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var metrics = new List<MetricPoint>();
        var log = new List<TrainingLogEntry>();
        TrainingSession? last = null;
        await foreach (var update in Workspace.Trainings.WatchAsync(id, TimeSpan.FromMilliseconds(20), limit.Token))
        {
            last = update.Session;
            metrics.AddRange(update.Metrics);
            log.AddRange(update.Log);
        }
        return (last!, metrics, log);
    }

    /// <summary>Waits until a session is in a state.</summary>
    public async Task<TrainingSession> WaitFor(string id, SessionState state)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await foreach (var update in Workspace.Trainings.WatchAsync(id, TimeSpan.FromMilliseconds(20), limit.Token))
        {
            if (update.Session.State == state)
                return update.Session;
        }
        throw new InvalidOperationException($"The session ended without having been {state}: {Workspace.Sessions.Get(id).State}.");
    }

    /// <summary>Waits until no worker or sentinel of this home's sessions is left (Linux; elsewhere there is nothing to see).</summary>
    public void WaitUntilQuiet()
    {
        // A folder of another name was put there by a test; its name may well be a word in some other process's command line.
        var sessions = Directory.Exists(Home.Sessions)
            ? Directory.GetDirectories(Home.Sessions).Select(f => System.IO.Path.GetFileName(f)!).Where(IsSessionId).ToHashSet()
            : [];
        var waited = Stopwatch.StartNew();
        while (TestProcess.CommandLines().FirstOrDefault(line => line.Split('\0').Any(sessions.Contains)) is { } line)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(2), $"Still running after 2 minutes: {line.Replace('\0', ' ')}");
            Thread.Sleep(20);
        }
    }

    private static bool IsSessionId(string name) => name.Length == 64 && name.All(char.IsAsciiHexDigitLower);

    public void Dispose()
    {
        var last = ModelOps.Core.Workspace.Open(home.Path);
        foreach (var session in last.Sessions.Find().Where(s => !s.State.IsFinal() && s.ProcessId != Environment.ProcessId))
            last.Trainings.StopAsync(session.Id, force: true).GetAwaiter().GetResult();
        last.Dispose();
        WaitUntilQuiet();
        home.Dispose();
    }
}
