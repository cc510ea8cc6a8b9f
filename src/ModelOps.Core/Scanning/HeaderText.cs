namespace ModelOps.Core;

/// <summary>
/// Short texts that files say of themselves. They end up in terminals and tables, so that what could steer a terminal is taken out.
/// </summary>
internal static class HeaderText
{
    private const int Longest = 200;

    /// <summary>The text in one line, at most 200 characters of it; null where nothing is left.</summary>
    public static string? Line(string? text)
    {
        if (text is null)
            return null;
        var line = string.Concat(text.Where(c => !char.IsControl(c))).Trim();
        if (line.Length > Longest)
            line = line[..(char.IsHighSurrogate(line[Longest - 1]) ? Longest - 1 : Longest)];
        return line.Length > 0 ? line : null;
    }
}
