using System.CommandLine;
using System.Globalization;
using ModelOps.Host.Benchmarks;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

/// <summary>`bench scan` and `bench hash`.</summary>
internal static class FileBenchCommands
{
    public static Command Scan()
    {
        var folder = new Argument<string>("FOLDER") { Description = "Folder with models; tests/benchmarks/write_ggufs.py makes one." };
        return new Command("scan", "Times a first scan of a folder, and one with nothing new; seconds.") { folder }.Does(context =>
        {
            var result = FileBenchmark.Scan(Path.GetFullPath(context.Get(folder)));
            context.Output.Line(string.Create(CultureInfo.InvariantCulture,
                $"{result.Models} models: first {result.FirstSeconds:0.000} s, unchanged {result.UnchangedSeconds:0.000} s; refused: {result.Refused}"));
            context.Output.Result(result, HostJson.Default.ScanBenchmarkResult);
        });
    }

    public static Command Hash()
    {
        var size = Choice.Number("--megabytes", "N", "Size of a file in MB; by default 512.", least: 1);
        return new Command("hash", "Times hashing of files in the page cache, in GB/s, and a copy.") { size }.Does(context =>
        {
            var result = FileBenchmark.Hash((context.Get(size) ?? 512) * 1_000_000L);
            context.Output.Line(string.Create(CultureInfo.InvariantCulture,
                $"one core {result.OneCore:0.00} GB/s, {result.Cores} cores {result.AllCores:0.00}, the hash alone {result.HashAlone:0.00}; copy {result.CopySeconds:0.000} s"));
            context.Output.Result(result, HostJson.Default.HashBenchmarkResult);
        });
    }
}
