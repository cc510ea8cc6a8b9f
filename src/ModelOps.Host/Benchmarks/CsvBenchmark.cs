using System.Diagnostics;
using System.Globalization;
using System.Text;
using ModelOps.Core;

namespace ModelOps.Host.Benchmarks;

/// <summary>How fast a table was imported: read, checked, stored and hashed.</summary>
/// <param name="Kind">decimals or integers.</param>
/// <param name="Columns">Columns, the label among them.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Megabytes">Size of the file, in 10^6 bytes.</param>
/// <param name="Seconds">Time of the import, median of the rounds.</param>
/// <param name="CpuSeconds">Processor time of the same round, over all threads.</param>
/// <param name="MegabytesPerSecond">Megabytes by seconds.</param>
/// <param name="MegabytesPerCpuSecond">Megabytes by processor time: what one core does.</param>
/// <param name="PeakMegabytes">The most memory the process had, in 10^6 bytes.</param>
internal sealed record CsvBenchmarkResult(
    string Kind, int Columns, long Rows, double Megabytes, double Seconds, double CpuSeconds, double MegabytesPerSecond, double MegabytesPerCpuSecond,
    double PeakMegabytes);

/// <summary>`modelops bench csv`: the import of a table that is made for it.</summary>
internal static class CsvBenchmark
{
    public const string Decimals = "decimals";
    public const string Integers = "integers";
    private const int Rounds = 3;
    private const int Warmup = 2_000_000;

    /// <param name="kind">decimals: 10 columns of six decimals; integers: 64 columns of 0 to 16, as the digits have. A class each.</param>
    /// <param name="bytes">Size of the table.</param>
    /// <param name="keep">Path to write the table to and leave it; null: a temporary one.</param>
    public static CsvBenchmarkResult Run(string kind, long bytes, string? keep)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"modelops-bench-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        try
        {
            var file = keep is null ? Path.Combine(folder, "table.csv") : Path.GetFullPath(keep);
            using var workspace = Workspace.Open(Path.Combine(folder, "home"));
            Write(file, kind, Warmup);
            Import(workspace, file);
            long rows = Write(file, kind, bytes);
            var times = Enumerable.Range(0, Rounds).Select(_ => Import(workspace, file)).OrderBy(t => t.Seconds).ToList();
            var (seconds, cpu) = times[Rounds / 2];
            double size = new FileInfo(file).Length / 1e6;
            using var process = Process.GetCurrentProcess();
            return new CsvBenchmarkResult(
                kind, Columns(kind) + 1, rows, size, seconds, cpu, size / seconds, size / cpu, process.PeakWorkingSet64 / 1e6);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (double Seconds, double Cpu) Import(Workspace workspace, string file)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        workspace.Datasets.Import(new DatasetImport { Path = file, Name = "table" });
        var seconds = clock.Elapsed.TotalSeconds;
        process.Refresh();
        double cpu = (process.TotalProcessorTime - before).TotalSeconds;
        workspace.Datasets.Remove("table");
        return (seconds, cpu);
    }

    private static int Columns(string kind) => kind == Decimals ? 10 : 64;

    private static long Write(string file, string kind, long bytes)
    {
        using var writer = new StreamWriter(file, append: false, Encoding.ASCII, 1 << 20);
        var random = new Random(1);
        int columns = Columns(kind);
        writer.WriteLine(string.Join(',', Enumerable.Range(0, columns).Select(i => $"c{i}")) + ",label");
        long rows = 0;
        Span<char> cell = stackalloc char[16];
        for (long written = 0; written < bytes; rows++)
        {
            for (int i = 0; i < columns; i++)
            {
                int length;
                if (kind == Decimals)
                    random.NextDouble().TryFormat(cell, out length, "F6", CultureInfo.InvariantCulture);
                else
                    random.Next(17).TryFormat(cell, out length, default, CultureInfo.InvariantCulture);
                cell[length] = ',';
                writer.Write(cell[..(length + 1)]);
                written += length + 1;
            }
            writer.Write((char)('0' + random.Next(10)));
            writer.Write('\n');
            written += 2;
        }
        return rows;
    }
}
