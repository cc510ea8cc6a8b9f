using System.CommandLine;
using System.Globalization;
using ModelOps.Host.Benchmarks;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

internal static class BenchCommand
{
    public static Command Create() => new("bench", "Measures this machine and this build.") { Registry(), RegistryWriter() };

    private static Command Registry()
    {
        var models = new Option<int>("--models") { HelpName = "N", Description = "Models in the registry.", DefaultValueFactory = _ => 100_000 };
        return new Command("registry", "Times the registry, against SQLite alone in the same run; milliseconds.") { models }.Does(context =>
        {
            var result = RegistryBenchmark.Run(context.Get(models));
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
            context.Output.Result(result, HostJson.Default.RegistryBenchmarkResult);
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
