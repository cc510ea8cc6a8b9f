namespace ModelOps.Core;

/// <summary>
/// Names of files that mean the same file, in the folder itself, on every system: what packages and copies of models use.
/// </summary>
internal static class PortableName
{
    private const int Longest = 255;

    public static bool Is(string name) =>
        name.Length is > 0 and <= Longest && name[0] != '.' && name.All(IsPlain) && !PartialName.Is(name);

    /// <summary>The name itself where it is portable, else one with '_' for what isn't.</summary>
    public static string Of(string name)
    {
        if (Is(name))
            return name;
        var plain = string.Concat(name.Select(c => IsPlain(c) ? c : '_'));
        if (plain.StartsWith('.'))
            plain = $"_{plain[1..]}";
        return PartialName.Is(plain) ? plain.Replace('-', '_') : plain;
    }

    private static bool IsPlain(char c) => !char.IsControl(c) && c is not ('/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|');
}
