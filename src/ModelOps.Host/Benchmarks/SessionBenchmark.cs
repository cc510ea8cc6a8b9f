using System.Diagnostics;
using System.Text.Json;
using ModelOps.Core;
using ModelOps.Host.Output;

namespace ModelOps.Host.Benchmarks;

/// <summary>What `bench registry --sessions` measures, in milliseconds: medians, but for what takes seconds.</summary>
/// <param name="Sessions">Sessions in the registry.</param>
/// <param name="Points">Metric points in the registry.</param>
/// <param name="FillPointsPerSecond">Points written a second while it was filled, in batches of one session.</param>
/// <param name="Page">The 50 newest sessions.</param>
/// <param name="PageOfState">The 50 newest of a state and a profile.</param>
/// <param name="List">All sessions as objects, best of the rounds.</param>
/// <param name="Search">The 50 best of all sessions by a metric above a bound.</param>
/// <param name="History">All points of one session.</param>
/// <param name="Latest">The latest point of each metric of one session.</param>
/// <param name="Append">A batch of 100 points of one session.</param>
/// <param name="JsonChange">The peer: one model's state changed in a file of JSON that is written whole, flushed and renamed.</param>
/// <param name="JsonRead">The peer: that file read, which every look-up begins with.</param>
internal sealed record SessionBenchmarkResult(
    int Sessions, long Points, double FillPointsPerSecond, double Page, double PageOfState, double List, double Search, double History,
    double Latest, double Append, double JsonChange, double JsonRead);

/// <summary>Sessions with their metrics in a registry that has models already, and a file of JSON as a peer for those.</summary>
internal static class SessionBenchmark
{
    private const int PointsAStep = 5;
    private const int Rounds = 200;
    private const int LongRounds = 5;
    private static readonly string[] Names = ["training_loss", "training_accuracy", "validation_loss", "validation_accuracy",
        "learning_rate"];

    /// <param name="workspace">The open registry.</param>
    /// <param name="sessions">How many sessions to add.</param>
    /// <param name="points">Metric points of each.</param>
    public static SessionBenchmarkResult Run(Workspace workspace, int sessions, int points)
    {
        var watch = Stopwatch.StartNew();
        var ids = Fill(workspace, sessions, points);
        double rate = (double)sessions * points / watch.Elapsed.TotalSeconds;
        var random = new Random(0);
        string Any() => ids[random.Next(ids.Length)];
        var (change, read) = Json(workspace);
        return new(
            sessions, (long)sessions * points, rate,
            Median(Rounds, () => Find(workspace, new() { Newest = 50, AsRecorded = true })),
            Median(Rounds, () => Find(workspace, new() { Newest = 50, States = [SessionState.Completed], Profile = "profile-7",
                AsRecorded = true })),
            Best(LongRounds, () => Find(workspace, new() { AsRecorded = true })),
            Best(LongRounds, () => Search(workspace)),
            Median(Rounds, () => workspace.Metrics.Read(Any())),
            Median(Rounds, () => workspace.Metrics.Read(Any(), latest: true)),
            Median(Rounds, () => Append(workspace, Any(), points)),
            change, read);
    }

    private static string[] Fill(Workspace workspace, int sessions, int points)
    {
        const int Batch = 100;
        var ids = Enumerable.Range(0, sessions).Select(i => RegistryBenchmark.Id("session", i)).ToArray();
        var start = DateTime.UtcNow.AddDays(-30);
        for (int first = 0; first < sessions; first += Batch)
        {
            workspace.Registry.WriteBatch(c =>
            {
                for (int i = first; i < Math.Min(sessions, first + Batch); i++)
                {
                    workspace.SessionTable.Insert(c, Create(workspace.Home, ids[i], i, start.AddSeconds(i)), ids[i], "cpu", null);
                    Write(c, workspace.SessionTable.Get(c, ids[i])!.Key, points, 0, start.AddSeconds(i));
                }
                return 0;
            });
        }
        return ids;
    }

    private static void Write(RegistryConnection connection, long key, int points, long after, DateTime time)
    {
        for (int p = 0; p < points; p++)
            MetricTable.Save(connection, key, after + (p / PointsAStep) + 1, 1, Names[p % PointsAStep], 1.0 / (p + 1), time);
    }

    private static TrainingSession Create(ModelOpsHome home, string id, int number, DateTime created) => new()
    {
        Id = id,
        ShortId = id,
        ProfileName = $"profile-{number % 50}",
        DatasetName = "digits",
        ModelId = id,
        State = (number % 10) switch { 0 => SessionState.Failed, 1 => SessionState.Stopped, _ => SessionState.Completed },
        Step = 1000,
        TotalSteps = 1000,
        Epoch = 20,
        TotalEpochs = 20,
        Metrics = new Dictionary<string, double> { ["validation_accuracy"] = 0.5 + (number % 5000 * 0.0001),
            ["validation_loss"] = 1.0 / (number + 1) },
        Device = "cpu",
        Created = created,
        Started = created,
        Ended = created.AddMinutes(1),
        Path = home.Session(id),
    };

    private static int Find(Workspace workspace, SessionQuery query) => workspace.Sessions.Find(query).Count;

    private static int Search(Workspace workspace) => workspace.Sessions.Find(new() { AsRecorded = true })
        .Where(s => s.Metrics["validation_accuracy"] > 0.9).OrderByDescending(s => s.Metrics["validation_accuracy"]).Take(50).Count();

    private static int Append(Workspace workspace, string id, int points) => workspace.Registry.WriteBatch(c =>
    {
        Write(c, workspace.SessionTable.Get(c, id)!.Key, 100, points, DateTime.UtcNow);
        return 0;
    });

    /// <summary>A registry that is one file of JSON.</summary>
    private static (double Change, double Read) Json(Workspace workspace)
    {
        var file = Path.Combine(workspace.Home.Path, "registry.json");
        var models = workspace.Models.Find().ToList();
        double change = Best(LongRounds, () =>
        {
            models[0] = models[0] with { State = ModelState.Completed };
            AtomicFile.Write(file, stream => JsonSerializer.Serialize(stream, models, HostJson.Default.IReadOnlyListModel));
            return 0;
        });
        double read = Best(LongRounds, () =>
        {
            using var stream = File.OpenRead(file);
            return JsonSerializer.Deserialize(stream, HostJson.Default.IReadOnlyListModel)!.Count;
        });
        File.Delete(file);
        return (change, read);
    }

    private static double Median<T>(int rounds, Func<T> work) => Times(rounds, work)[rounds / 2];

    private static double Best<T>(int rounds, Func<T> work) => Times(rounds, work)[0];

    private static List<double> Times<T>(int rounds, Func<T> work)
    {
        var times = new List<double>();
        for (int i = 0; i < rounds; i++)
        {
            long start = Stopwatch.GetTimestamp();
            _ = work();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        times.Sort();
        return times;
    }
}
