using System.Diagnostics;
using System.Security.Cryptography;
using ModelOps.Core;

namespace ModelOps.Host.Benchmarks;

/// <summary>What `bench scan` measures: seconds of a first scan of a folder into an empty registry, and of one with nothing new.</summary>
internal sealed record ScanBenchmarkResult(int Models, int Refused, double FirstSeconds, double UnchangedSeconds);

/// <summary>What `bench hash` measures, in GB/s (10⁹ bytes), from the page cache: FileHash on one core, the same on all cores, the hash
/// alone.</summary>
internal sealed record HashBenchmarkResult(long Bytes, int Cores, double OneCore, double AllCores, double HashAlone, double CopySeconds);

/// <summary>`modelops bench scan` and `modelops bench hash`.</summary>
internal static class FileBenchmark
{
    private const int Rounds = 5;

    /// <summary>Scans a folder twice, in a home of its own that is deleted.</summary>
    public static ScanBenchmarkResult Scan(string folder)
    {
        var home = Directory.CreateTempSubdirectory("modelops-bench-").FullName;
        try
        {
            using var workspace = Workspace.Open(home);
            IReadOnlyList<ModelScanResult> found = [];
            double first = Seconds(() => found = workspace.Scanner.Scan(folder));
            double unchanged = Enumerable.Range(0, Rounds).Min(_ => Seconds(() => workspace.Scanner.Scan(folder)));
            return new(found.Count(r => r.Status == ModelScanStatus.Added), found.Count(r => r.Status == ModelScanStatus.Refused), first,
                unchanged);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    /// <summary>Hashes files of this size that are in the page cache, and copies one.</summary>
    public static HashBenchmarkResult Hash(long bytes)
    {
        int cores = Environment.ProcessorCount;
        var folder = Directory.CreateTempSubdirectory("modelops-bench-").FullName;
        try
        {
            var files = Enumerable.Range(0, cores).Select(i => Fill(Path.Combine(folder, $"{i}.bin"), bytes, i)).ToList();
            double one = Enumerable.Range(0, Rounds).Min(_ => Seconds(() => FileHash.Sha256(files[0])));
            double all = Enumerable.Range(0, Rounds).Min(_ => Seconds(() => Parallel.ForEach(files, f => FileHash.Sha256(f))));
            var buffer = new byte[1 << 20];
            double alone = Enumerable.Range(0, Rounds).Min(_ => Seconds(() => HashAlone(buffer, bytes)));
            double copy = Seconds(() => FileCopy.Copy(files[0], Path.Combine(folder, "copy"), _ => { }, default));
            return new(bytes, cores, bytes / one / 1e9, bytes * cores / all / 1e9, bytes / alone / 1e9, copy);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void HashAlone(byte[] buffer, long bytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long done = 0; done < bytes; done += buffer.Length)
            hash.AppendData(buffer);
        hash.GetHashAndReset();
    }

    private static string Fill(string file, long bytes, int seed)
    {
        var block = new byte[1 << 20];
        new Random(seed).NextBytes(block);
        using var stream = File.Create(file);
        for (long done = 0; done < bytes; done += block.Length)
            stream.Write(block, 0, (int)Math.Min(block.Length, bytes - done));
        return file;
    }

    private static double Seconds(Action work)
    {
        var watch = Stopwatch.StartNew();
        work();
        return watch.Elapsed.TotalSeconds;
    }
}
