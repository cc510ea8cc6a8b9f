namespace ModelOps.Core.Tests;

/// <summary>Finds files of the repository that tests read.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string File(params string[] names) => Path.Combine([Root, .. names]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "ModelOps.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds ModelOps.sln.");
    }
}
