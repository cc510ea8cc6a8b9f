using System.Text.RegularExpressions;

namespace ModelOps.HelpBuilder;

/// <summary>A titled part of a help page: a parameter, an example, a type.</summary>
internal sealed record HelpSection(string Title, IReadOnlyList<HelpBlock> Blocks)
{
    /// <summary>The text without code.</summary>
    public IReadOnlyList<string> Paragraphs => Blocks.Where(b => !b.IsCode).Select(b => b.Text).ToList();
    /// <summary>The code, its blocks one below the other.</summary>
    public string Code => string.Join('\n', Blocks.Where(b => b.IsCode).Select(b => b.Text));
}

/// <summary>A paragraph, or a block of code.</summary>
internal sealed record HelpBlock(string Text, bool IsCode);

/// <summary>
/// A help page in Markdown: "# Verb-Noun", then "## SYNOPSIS", SYNTAX, DESCRIPTION, EXAMPLES, PARAMETERS, INPUTS, OUTPUTS, NOTES and
/// RELATED LINKS, of which EXAMPLES, PARAMETERS, INPUTS and OUTPUTS have one "### title" an item.
/// </summary>
internal sealed partial class HelpPage
{
    private readonly Dictionary<string, List<HelpSection>> _parts = new(StringComparer.OrdinalIgnoreCase);

    public string Title { get; private set; } = "";

    /// <summary>The text of a part before its first "###".</summary>
    public IReadOnlyList<string> Text(string part) => Items(part).FirstOrDefault(s => s.Title.Length == 0)?.Paragraphs ?? [];

    /// <summary>The parts under "###".</summary>
    public IEnumerable<HelpSection> Sections(string part) => Items(part).Where(s => s.Title.Length > 0);

    public static HelpPage Parse(string markdown)
    {
        var page = new HelpPage();
        var (part, title, lines) = ("", "", new List<string>());
        void Flush()
        {
            if (lines.Any(l => l.Length > 0) || title.Length > 0)
                page.Items(part).Add(new(title, Blocks(lines)));
            lines = [];
        }
        var code = false;
        foreach (var line in markdown.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                code = !code;
            var heading = code ? null : Heading().Match(line) is { Success: true } match ? match : null;
            if (heading is null)
            {
                lines.Add(line);
                continue;
            }
            Flush();
            var text = heading.Groups[2].Value.Trim();
            switch (heading.Groups[1].Length)
            {
                case 1: page.Title = text; break;
                case 2: (part, title) = (text, ""); break;
                default: title = text; break;
            }
        }
        Flush();
        return page;
    }

    /// <summary>Markdown's marks taken off a line of text: links become their text, code and emphasis plain words.</summary>
    public static string Plain(string text) => Emphasis().Replace(Link().Replace(text, "$1"), "$2");

    private List<HelpSection> Items(string part) => _parts.TryGetValue(part, out var items) ? items : _parts[part] = [];

    private static List<HelpBlock> Blocks(List<string> lines)
    {
        var blocks = new List<HelpBlock>();
        var current = new List<string>();
        var code = false;
        void Close(bool isCode)
        {
            if (current.Count > 0)
                blocks.Add(new(isCode ? string.Join('\n', current) : Paragraph(current), isCode));
            current = [];
        }
        foreach (var line in lines)
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                Close(code);
                code = !code;
            }
            else if (!code && line.Trim().Length == 0)
                Close(false);
            else
                current.Add(line);
        }
        Close(code);
        return blocks;
    }

    /// <summary>One line, except for lists, which keep an item a line.</summary>
    private static string Paragraph(List<string> lines) =>
        Plain(lines.Aggregate((text, line) => line.StartsWith("- ", StringComparison.Ordinal) ? text + "\n" + line : text + " " + line.Trim()));

    [GeneratedRegex(@"^(#{1,3}) (.+)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[([^\]]+)\]\([^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(`|\*\*)(.+?)\1")]
    private static partial Regex Emphasis();
}
