using System.Text;

namespace ModelOps.Core;

/// <summary>The sample profiles that ship with ModelOps, from the assembly's resources.</summary>
internal static class ShippedProfiles
{
    private const string Prefix = "ModelOps.Core.Profiles.Samples.";
    private const string Suffix = ".yaml";

    /// <summary>Text of each by name.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = Read();

    private static SortedDictionary<string, string> Read()
    {
        var assembly = typeof(ShippedProfiles).Assembly;
        var profiles = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            profiles[resource[Prefix.Length..^Suffix.Length]] = reader.ReadToEnd();
        }
        return profiles;
    }
}
