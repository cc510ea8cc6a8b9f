using System.CommandLine;
using System.Globalization;
using ModelOps.Core;
using ModelOps.Host.Benchmarks;
using ModelOps.Host.Output;
using ModelOps.Torch;
using ModelOps.Training;

namespace ModelOps.Host.Commands;

internal static class BenchCommand
{
    public static Command Create() => new("bench", "Measures this machine and this build.")
    {
        Step(), StepCheckCommand(), Metrics(), Memory(), Agent(), Settings(), Registry(), RegistryWriter(), Csv(), FileBenchCommands.Scan(),
        FileBenchCommands.Hash(),
    };

    private static Command Step()
    {
        var network = Choice.Of("--network", "784-512-512-10 with ReLU, PyTorch's MNIST example, or a language model of 4 or 6 layers.",
            ["mlp", "cnn", "gpt", "gpt-baby"], required: true);
        var batch = Choice.Number("--batch", "B", "Examples a step; by default 64, and 12 for gpt.", least: 1);
        var steps = Choice.Number("--steps", "S", "Steps that are timed; by default 50.", least: 1);
        var warmup = Choice.Number("--warmup", "W", "Steps before those; by default 5.", least: 0);
        var threads = Choice.Number("--threads", "T", "CPU threads; by default 1.", least: 1);
        var optimizer = Choice.Of("--optimizer", "By default adamw.", ["sgd", "adamw"]);
        var precision = Choice.Of("--precision", "By default fp32.", ["fp32", "bf16"]);
        var device = new Option<string>("--device") { HelpName = "DEVICE", Description = "cpu, cuda or cuda:N.", DefaultValueFactory = _ => "cpu" };
        return new Command("step", "Times the trainer's own step on synthetic data; one line of JSON.") { network, batch, steps, warmup, threads, optimizer, device, precision }
            .DoesWithTorch(context =>
            {
                if (TorchEnvironment.Blas.Advice is { } advice)
                    context.Output.Warning(advice);
                var result = StepBenchmark.Run(new StepBenchmarkOptions(
                    context.Get(network)!, context.Get(batch) ?? 0, context.Get(steps) ?? 50, context.Get(warmup) ?? 5, context.Get(threads) ?? 1,
                    context.Get(optimizer) ?? "adamw", context.Get(device)!, context.Get(precision) ?? "fp32"));
                context.Output.JsonLine(result, HostJson.Default.StepBenchmarkResult);
            }, threads, usual: 1);
    }

    /// <summary>What tests/gpu/check.sh compares with PyTorch.</summary>
    private static Command StepCheckCommand()
    {
        var texts = new[] { "--network", "--weights", "--batch", "--output", "--optimizer", "--device", "--precision" }
            .Select(name => new Option<string>(name) { Required = true }).ToList();
        var steps = Choice.Number("--steps", "S", "Steps on the same batch; by default 6.", least: 1);
        var command = new Command("check-step", "Takes steps from given weights on a given batch.") { steps }.AsHidden();
        texts.ForEach(command.Add);
        return command.DoesWithTorch(context =>
        {
            string Of(int i) => context.Get(texts[i])!;
            var result = StepCheck.Run(new StepCheckOptions(Of(0), Of(1), Of(2), Of(3), Of(4), Of(5), Of(6), context.Get(steps) ?? 6));
            context.Output.JsonLine(result, HostJson.Default.StepCheckResult);
        }, usual: 1);
    }

    private static Command Metrics()
    {
        var (network, steps, threads) = (Network(), Choice.Number("--steps", "S", "Steps of each run; by default 4000.", least: 200), Threads());
        var rounds = Choice.Number("--rounds", "R", "Pairs of runs; by default 6.", least: 1);
        return new Command("metrics", "Times trainings with and without registry, metrics and logs.") { network, steps, rounds, threads }
            .DoesWithTorch(context =>
            {
                var result = MetricsBenchmark.Run(
                    context.Get(network) ?? "mlp", context.Get(threads) ?? 1, context.Get(steps) ?? 4000, context.Get(rounds) ?? 6);
                context.Output.JsonLine(result, HostJson.Default.MetricsBenchmarkResult);
            }, threads, usual: 1);
    }

    private static Command Memory()
    {
        var (network, steps, threads) = (Network(), Choice.Number("--steps", "S", "Steps; by default 20000.", least: 200), Threads());
        return new Command("memory", "Watches the resident memory of a training over its steps.") { network, steps, threads }
            .DoesWithTorch(context =>
            {
                var result = MemoryBenchmark.Run(context.Get(network) ?? "mlp", context.Get(threads) ?? 1, context.Get(steps) ?? 20_000);
                context.Output.JsonLine(result, HostJson.Default.MemoryBenchmarkResult);
            }, threads, usual: 1);
    }

    private static Option<string?> Network() =>
        Choice.Of("--network", "784-512-512-10 with ReLU (the default), or PyTorch's MNIST example.", ["mlp", "cnn"]);

    private static Option<int?> Threads() => Choice.Number("--threads", "T", "CPU threads; by default 1.", least: 1);

    private static Command Agent()
    {
        var profile = new Option<string[]>("--profile")
        {
            HelpName = "NAME", Description = "Profile of an agent; can be given several times. By default the shipped ones.",
            DefaultValueFactory = _ => ["cartpole-dqn", "cartpole-ppo", "acrobot-dqn", "mountaincar-dqn"],
        };
        var seeds = Choice.Number("--seeds", "N", "Trainings of each, with the seeds from 0 on; by default 5.", least: 1);
        return new Command("agent", "Trains agents with several seeds and measures time and return over 100 episodes.") { profile, seeds }
            .Does(async (context, cancellation) =>
            {
                var rows = await AgentBenchmark.RunAsync(context.Get(profile)!, context.Get(seeds) ?? 5, row => context.Output.Line(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{row.Profile} seed {row.Seed}: {row.Seconds:0.0} s, return {row.Return:0.0}, {(row.Solved ? "solved" : "not solved")}")), cancellation);
                context.Output.Result(rows, HostJson.Default.IReadOnlyListAgentBenchmarkRow);
                return rows.All(r => r.Solved) ? ExitCodes.Ok : ExitCodes.Failed;
            });
    }

    private static Command Settings()
    {
        var threads = Choice.Number("--threads", "T", "CPU threads; by default 1.", least: 1);
        return new Command("environment", "Shows what a worker's environment is given on this machine, besides what it inherits.") { threads }.Does(context =>
        {
            var variables = WorkerLauncher.Environment(context.Get(threads) ?? 1);
            foreach (var (name, value) in variables)
                context.Output.Line($"{name}={value}");
            context.Output.Result(variables, HostJson.Default.IReadOnlyDictionaryStringString);
        });
    }

    private static Command Registry()
    {
        var models = Choice.Number("--models", "N", "Models in the registry; by default 100000.", least: 50);
        var sessions = Choice.Number("--sessions", "N", "Sessions in it, which are measured too; by default none.", least: 0);
        var metrics = Choice.Number("--metrics", "N", "Metric points of each session; by default 100.", least: 0);
        return new Command("registry", "Times the registry, against SQLite alone in the same run; milliseconds.") { models, sessions, metrics }.Does(context =>
        {
            var result = RegistryBenchmark.Run(context.Get(models) ?? 100_000, context.Get(sessions) ?? 0, context.Get(metrics) ?? 100);
            var table = new TextTable("ms", ">registry", ">SQLite alone", ">ratio");
            Row(table, "one durable write, p50", result, t => t.WriteP50);
            Row(table, "one durable write, p99", result, t => t.WriteP99);
            Row(table, "lookup by id, p50", result, t => t.LookupP50);
            Row(table, "lookup by id, p99", result, t => t.LookupP99);
            Row(table, "page of 50, p50", result, t => t.PageP50);
            Row(table, "whole list", result, t => t.List);
            Row(table, "4 processes × 250 commits", result, t => t.Writers);
            context.Output.Line($"{Show.Count(result.Models)} models; commits lost: {result.Registry.WritersLost}");
            context.Output.Table(table);
            if (result.Sessions is { } times)
                context.Output.Table(SessionTable(times));
            context.Output.Result(result, HostJson.Default.RegistryBenchmarkResult);
        });
    }

    private static TextTable SessionTable(SessionBenchmarkResult times)
    {
        var table = new TextTable($"{Show.Count(times.Sessions)} sessions, {Show.Count(times.Points)} points", ">ms");
        void Add(string what, double number) => table.Row(what, number.ToString("0.000", CultureInfo.InvariantCulture));
        Add("newest 50 sessions", times.Page);
        Add("newest 50 of a state and profile", times.PageOfState);
        Add("all sessions as objects", times.List);
        Add("50 best above a metric's bound", times.Search);
        Add("all points of a session", times.History);
        Add("latest points of a session", times.Latest);
        Add("100 more points of a session", times.Append);
        Add("points written a second (filling)", times.FillPointsPerSecond);
        Add("JSON file: one change", times.JsonChange);
        Add("JSON file: read", times.JsonRead);
        return table;
    }

    private static Command Csv()
    {
        var kind = Choice.Of("--kind", "10 columns of six decimals, or 64 of small whole numbers; by default decimals.",
            [CsvBenchmark.Decimals, CsvBenchmark.Integers]);
        var size = Choice.Number("--megabytes", "N", "Size of the table; by default 1000.", least: 1);
        var keep = new Option<string?>("--keep") { HelpName = "FILE", Description = "Write the table there and leave it, for others to read." };
        return new Command("csv", "Times the import of a table: read, checked, stored, hashed; one line of JSON.") { kind, size, keep }.Does(context =>
        {
            var result = CsvBenchmark.Run(
                context.Get(kind) ?? CsvBenchmark.Decimals, (context.Get(size) ?? 1000) * 1_000_000L, context.Get(keep));
            context.Output.JsonLine(result, HostJson.Default.CsvBenchmarkResult);
        });
    }

    /// <summary>One of the processes that the registry benchmark starts.</summary>
    private static Command RegistryWriter()
    {
        var folder = new Argument<string>("FOLDER");
        var commits = new Argument<int>("COMMITS");
        var alone = new Option<bool>("--alone");
        return new Command("registry-writer") { folder, commits, alone }.AsHidden()
            .Does(context => RegistryBenchmark.RunWriter(context.Get(folder), context.Get(commits), context.Get(alone)));
    }

    private static void Row(TextTable table, string what, RegistryBenchmarkResult result, Func<RegistryTimes, double> value)
    {
        double registry = value(result.Registry), alone = value(result.SqliteAlone);
        string Text(double number) => number.ToString("0.000", CultureInfo.InvariantCulture);
        table.Row(what, Text(registry), Text(alone), (registry / alone).ToString("0.00", CultureInfo.InvariantCulture));
    }
}
