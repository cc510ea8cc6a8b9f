using System.Text;

namespace ModelOps.Core;

/// <summary>The sample profiles that ship with ModelOps, from the assembly's resources.</summary>
internal static class ShippedProfiles
{
    private const string Prefix = "ModelOps.Core.Profiles.Samples.";
    private const string Suffix = ".yaml";

    /// <summary>Text of each training profile by name.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = Read(Prefix);

    /// <summary>Text of each serving profile by name.</summary>
    public static IReadOnlyDictionary<string, string> Serving { get; } = Read(Prefix + "Serving.");

    public static IReadOnlyDictionary<string, string> Of(ProfileKind kind) => kind == ProfileKind.Serving ? Serving : All;

    private static SortedDictionary<string, string> Read(string prefix)
    {
        var assembly = typeof(ShippedProfiles).Assembly;
        var profiles = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(prefix, StringComparison.Ordinal)))
        {
            var name = resource[prefix.Length..^Suffix.Length];
            if (name.Contains('.', StringComparison.Ordinal))
                continue;
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            profiles[name] = reader.ReadToEnd();
        }
        return profiles;
    }
}
