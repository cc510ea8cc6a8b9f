namespace ModelOps.Core;

/// <summary>Opens the registry of a home.</summary>
internal static class RegistryOpening
{
    public static RegistryDatabase Open(ModelOpsHome home, List<string> notices)
    {
        Directory.CreateDirectory(home.Path);
        if (File.Exists(home.RegistryFile))
            RegistryMigrations.RefuseNewer(home.RegistryFile);
        return RegistryDatabase.Open(home.RegistryFile, out _);
    }
}
