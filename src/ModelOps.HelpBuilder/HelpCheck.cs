namespace ModelOps.HelpBuilder;

/// <summary>Says what a help page lacks or has too much, measured by the cmdlet.</summary>
internal static class HelpCheck
{
    private static readonly string[] AddedByPowerShell = ["WhatIf", "Confirm"];

    public static IEnumerable<string> Problems(CmdletDescription cmdlet, HelpPage page)
    {
        if (page.Title != cmdlet.Name)
            yield return $"HELP002: The title is '{page.Title}', not '{cmdlet.Name}'.";
        foreach (var part in new[] { "SYNOPSIS", "DESCRIPTION" }.Where(part => page.Text(part).Count == 0))
            yield return $"HELP003: {part} is empty.";
        foreach (var part in new[] { "SYNTAX", "EXAMPLES", "INPUTS", "OUTPUTS" }.Where(part => !page.Sections(part).Any()))
            yield return $"HELP003: {part} is empty.";
        var documented = page.Sections("PARAMETERS").ToDictionary(s => s.Title.TrimStart('-'), s => s.Paragraphs);
        var own = cmdlet.Parameters.Select(p => p.Name).Except(AddedByPowerShell).ToList();
        foreach (var name in own.Where(name => !documented.TryGetValue(name, out var text) || text.Count == 0))
            yield return $"HELP004: Parameter -{name} is not documented.";
        foreach (var name in documented.Keys.Except(own).Where(name => name != "CommonParameters"))
            yield return $"HELP005: There is no parameter -{name}.";
    }
}
