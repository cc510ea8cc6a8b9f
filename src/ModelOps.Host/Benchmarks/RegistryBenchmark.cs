using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using ModelOps.Core;

namespace ModelOps.Host.Benchmarks;

/// <summary>Times of one side, in milliseconds: the registry, or SQLite by itself with the same table and statements.</summary>
/// <param name="WriteP50">One durable change of a model's state, median.</param>
/// <param name="WriteP99">The same, 99th percentile.</param>
/// <param name="LookupP50">One model by its id, median.</param>
/// <param name="LookupP99">The same, 99th percentile.</param>
/// <param name="PageP50">The 50 newest models of a state, median.</param>
/// <param name="List">All models, best of the rounds.</param>
/// <param name="Writers">Four processes with 250 durable commits each, from start to the last one's end.</param>
/// <param name="WritersLost">How many of those 1,000 commits are not in the file.</param>
internal sealed record RegistryTimes(
    double WriteP50, double WriteP99, double LookupP50, double LookupP99, double PageP50, double List, double Writers, long WritersLost);

/// <summary>Both sides, measured in turns in one run, and their ratios.</summary>
internal sealed record RegistryBenchmarkResult(
    int Models, RegistryTimes Registry, RegistryTimes SqliteAlone, SessionBenchmarkResult? Sessions)
{
    /// <summary>Registry by SQLite alone: write p99, lookup, page, list, writers.</summary>
    public IReadOnlyDictionary<string, double> Ratios { get; } = new Dictionary<string, double>
    {
        ["writeP99"] = Registry.WriteP99 / SqliteAlone.WriteP99,
        ["lookupP50"] = Registry.LookupP50 / SqliteAlone.LookupP50,
        ["pageP50"] = Registry.PageP50 / SqliteAlone.PageP50,
        ["list"] = Registry.List / SqliteAlone.List,
        ["writers"] = Registry.Writers / SqliteAlone.Writers,
    };
}

/// <summary>What both sides can do. Each opens the file for itself.</summary>
internal interface IRegistrySide : IDisposable
{
    void SetState(string id, ModelState state);
    void Lookup(string id);
    int Page();
    int List();
    /// <summary>Adds one to a model's parameter count, durably: what the writers do.</summary>
    void Increment(string id);
    long ReadParameters(string id);
}

/// <summary>`modelops bench registry`: a registry of many models, against SQLite alone on a file of the same content.</summary>
internal static class RegistryBenchmark
{
    private const int Writes = 1000;
    private const int Lookups = 5000;
    private const int Pages = 300;
    private const int Lists = 5;
    private const int WriterCount = 4;
    private const int CommitsEach = 250;

    /// <summary>
    /// Runs it in a folder that is made for it under <paramref name="parent"/> (the system's temporary one by default) and deleted.
    /// </summary>
    /// <param name="models">Models in the registry.</param>
    /// <param name="sessions">Sessions in it; 0: they are not measured.</param>
    /// <param name="points">Metric points of each.</param>
    /// <param name="parent">Where the folder is made.</param>
    public static RegistryBenchmarkResult Run(int models, int sessions, int points, string? parent = null)
    {
        var folder = Path.Combine(parent ?? Path.GetTempPath(), $"modelops-bench-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        try
        {
            var ids = Fill(folder, models);
            var sessionTimes = sessions > 0 ? MeasureSessions(folder, sessions, points) : null;
            using var registry = new RegistrySide(folder);
            using var alone = new SqliteAloneSide(Path.Combine(folder, SqliteAloneSide.FileName));
            return Measure(folder, ids, registry, alone) with { Sessions = sessionTimes };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// `modelops bench registry-writer FOLDER COMMITS [--alone]`, the body of one of the four processes: says "ready", waits for a line,
    /// commits, says how long that took in milliseconds.
    /// </summary>
    public static void RunWriter(string folder, int commits, bool alone)
    {
        using IRegistrySide side = alone ? new SqliteAloneSide(Path.Combine(folder, SqliteAloneSide.FileName)) : new RegistrySide(folder);
        var id = Id(0);
        side.ReadParameters(id);
        Console.Out.WriteLine("ready");
        Console.In.ReadLine();
        for (int i = 0; i < commits; i++)
            side.Increment(id);
        Console.Out.WriteLine("done");
    }

    /// <summary>Fills the registry, and copies its file for the other side.</summary>
    private static string[] Fill(string folder, int models)
    {
        var ids = new string[models];
        using (var workspace = Workspace.Open(folder))
        {
            var start = DateTime.UtcNow.AddDays(-30);
            for (int first = 0; first < models; first += 5000)
            {
                workspace.Registry.WriteBatch(c =>
                {
                    for (int i = first; i < Math.Min(models, first + 5000); i++)
                    {
                        ids[i] = Id(i);
                        workspace.ModelTable.Insert(c, CreateModel(workspace.Home, ids[i], i, start.AddSeconds(i)));
                    }
                    return 0;
                });
            }
        }
        File.Copy(Path.Combine(folder, "modelops.db"), Path.Combine(folder, SqliteAloneSide.FileName));
        return ids;
    }

    private static SessionBenchmarkResult MeasureSessions(string folder, int sessions, int points)
    {
        using var workspace = Workspace.Open(folder);
        return SessionBenchmark.Run(workspace, sessions, points);
    }

    /// <summary>The id of a model or session of the benchmark.</summary>
    internal static string Id(string kind, int number) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{kind} {number}")));

    private static string Id(int number) => Id("model", number);

    private static Model CreateModel(ModelOpsHome home, string id, int number, DateTime created)
    {
        var network = number % 3 == 0 ? "mlp" : "cnn";
        return new()
        {
            Id = id,
            ShortId = id,
            Name = $"model-{number % 1000}",
            Network = network,
            State = (ModelState)(1 + (number % 4)),
            Format = "safetensors",
            Parameters = 100_000 + number,
            SizeBytes = 400_000 + number,
            Sha256 = id,
            Metrics = new Dictionary<string, double>
            {
                ["validation_accuracy"] = 0.9 + (number % 100 * 0.001),
                ["validation_loss"] = 1.0 / (number + 1),
            },
            DatasetName = "digits",
            ProfileName = "digits-cnn",
            SessionId = id,
            Created = created,
            Completed = created.AddMinutes(1),
            Path = home.Model(network, id),
        };
    }

    private static RegistryBenchmarkResult Measure(string folder, string[] ids, RegistrySide registry, SqliteAloneSide alone)
    {
        var registryTimes = new Samples();
        var aloneTimes = new Samples();
        var random = new Random(0);
        foreach (var count in new[] { 50, Writes })
        {
            // The first, short round is warm-up: its times are dropped.
            registryTimes.Clear();
            aloneTimes.Clear();
            for (int i = 0; i < count; i++)
            {
                var id = ids[random.Next(ids.Length)];
                var state = (ModelState)(1 + (i % 4));
                registryTimes.Write.Add(Time(() => registry.SetState(id, state)));
                aloneTimes.Write.Add(Time(() => alone.SetState(id, state)));
            }
            for (int i = 0; i < count * Lookups / Writes; i++)
            {
                var id = ids[random.Next(ids.Length)];
                registryTimes.Lookup.Add(Time(() => registry.Lookup(id)));
                aloneTimes.Lookup.Add(Time(() => alone.Lookup(id)));
            }
            for (int i = 0; i < count * Pages / Writes; i++)
            {
                registryTimes.Page.Add(Time(() => registry.Page()));
                aloneTimes.Page.Add(Time(() => alone.Page()));
            }
        }
        for (int i = 0; i < Lists; i++)
        {
            registryTimes.List.Add(Time(() => Expect(ids.Length, registry.List())));
            aloneTimes.List.Add(Time(() => Expect(ids.Length, alone.List())));
        }
        return new(ids.Length, Finish(folder, registryTimes, registry), Finish(folder, aloneTimes, alone), Sessions: null);
    }

    private static RegistryTimes Finish(string folder, Samples samples, IRegistrySide side)
    {
        long before = side.ReadParameters(Id(0));
        double writers = RunWriters(folder, side is SqliteAloneSide);
        long lost = before + (WriterCount * CommitsEach) - side.ReadParameters(Id(0));
        return new(
            Percentile(samples.Write, 0.5), Percentile(samples.Write, 0.99), Percentile(samples.Lookup, 0.5), Percentile(samples.Lookup, 0.99),
            Percentile(samples.Page, 0.5), samples.List.Min(), writers, lost);
    }

    /// <summary>Starts the four processes, lets them go at once and waits for all; milliseconds from the one to the other.</summary>
    private static double RunWriters(string folder, bool alone)
    {
        var processes = Enumerable.Range(0, WriterCount).Select(_ => StartWriter(folder, alone)).ToList();
        try
        {
            processes.ForEach(p => ExpectLine(p, "ready"));
            var watch = Stopwatch.StartNew();
            processes.ForEach(p => p.StandardInput.WriteLine());
            processes.ForEach(p => ExpectLine(p, "done"));
            return watch.Elapsed.TotalMilliseconds;
        }
        finally
        {
            foreach (var process in processes)
            {
                process.StandardInput.Close();
                process.WaitForExit();
                process.Dispose();
            }
        }
    }

    private static Process StartWriter(string folder, bool alone)
    {
        var start = new ProcessStartInfo(WorkerLauncher.FindProgram()) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in new[] { "bench", "registry-writer", folder, CommitsEach.ToString(System.Globalization.CultureInfo.InvariantCulture) })
            start.ArgumentList.Add(argument);
        if (alone)
            start.ArgumentList.Add("--alone");
        return Process.Start(start)!;
    }

    private static void ExpectLine(Process process, string expected)
    {
        var line = process.StandardOutput.ReadLine();
        if (line != expected)
            throw new InvalidOperationException($"A writer process said '{line}' instead of '{expected}'.");
    }

    private static void Expect(int expected, int actual)
    {
        if (expected != actual)
            throw new InvalidOperationException($"{actual} models were listed instead of {expected}.");
    }

    private static double Time(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Percentile(List<double> samples, double share)
    {
        samples.Sort();
        return samples[(int)Math.Min(samples.Count - 1, Math.Ceiling(samples.Count * share) - 1)];
    }

    private sealed class Samples
    {
        public List<double> Write { get; } = [];
        public List<double> Lookup { get; } = [];
        public List<double> Page { get; } = [];
        public List<double> List { get; } = [];

        public void Clear()
        {
            Write.Clear();
            Lookup.Clear();
            Page.Clear();
        }
    }
}
