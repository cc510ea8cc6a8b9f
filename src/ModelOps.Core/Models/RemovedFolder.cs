namespace ModelOps.Core;

/// <summary>
/// Folders that go with a row: renamed while the row's deletion can still fail, deleted when it is done. What a crash leaves has a name
/// that nothing reads.
/// </summary>
internal static class RemovedFolder
{
    private const string Suffix = ".removed";

    public static bool IsOne(string folder) => folder.EndsWith(Suffix, StringComparison.Ordinal);

    public static void SetAside(string folder, List<string> removed)
    {
        if (!Directory.Exists(folder))
            return;
        Directory.Move(folder, folder + Suffix);
        removed.Add(folder);
    }

    public static void Restore(List<string> removed) => removed.ForEach(folder => Directory.Move(folder + Suffix, folder));

    public static void Delete(List<string> removed) => removed.ForEach(folder => Directory.Delete(folder + Suffix, recursive: true));
}
