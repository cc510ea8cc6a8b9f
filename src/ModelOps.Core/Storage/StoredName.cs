using System.Text.RegularExpressions;

namespace ModelOps.Core;

/// <summary>Names of datasets, slots and profiles: they become names of files and folders on any system.</summary>
internal static partial class StoredName
{
    public const int MaxLength = 64;

    /// <summary>What is wrong with a name, or null.</summary>
    public static string? Problem(string name)
    {
        if (name.Length == 0)
            return "it is empty";
        if (name.Length > MaxLength)
            return $"it has {name.Length} characters; at most {MaxLength} are allowed";
        if (!Form().IsMatch(name))
            return "only letters a to z, digits, '_' and '-' are allowed";
        return Reserved().IsMatch(name) ? "Windows reserves it for a device" : null;
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]+\z")]
    private static partial Regex Form();

    [GeneratedRegex(@"^(con|prn|aux|nul|com[0-9]|lpt[0-9])\z", RegexOptions.IgnoreCase)]
    private static partial Regex Reserved();
}
