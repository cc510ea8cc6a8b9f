namespace ModelOps.Torch;

/// <summary>The libraries that are mapped into this process.</summary>
internal static class LoadedLibraries
{
    private const string Maps = "/proc/self/maps";

    /// <summary>Full paths, links resolved; empty where the system doesn't list them (only Linux does, in /proc/self/maps).</summary>
    public static IReadOnlyList<string> Paths() => OperatingSystem.IsLinux() && File.Exists(Maps) ? Parse(File.ReadLines(Maps)) : [];

    /// <summary>Paths of the shared libraries in the lines of a maps file.</summary>
    public static IReadOnlyList<string> Parse(IEnumerable<string> lines) =>
        [.. lines.Select(PathOf).OfType<string>().Where(p => Path.GetFileName(p).Contains(".so", StringComparison.Ordinal)).Distinct()];

    private static string? PathOf(string line)
    {
        int slash = line.IndexOf('/');
        return slash < 0 ? null : line[slash..].Replace(" (deleted)", "", StringComparison.Ordinal);
    }
}
