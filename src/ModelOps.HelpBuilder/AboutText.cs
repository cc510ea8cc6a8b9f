using System.Text;

namespace ModelOps.HelpBuilder;

/// <summary>Makes the plain text of an about topic: 80 columns, headings in capitals, what is below them indented by four.</summary>
internal static class AboutText
{
    private const int Width = 76;

    public static string FromMarkdown(string markdown)
    {
        var text = new StringBuilder();
        var code = false;
        var paragraph = new List<string>();
        void Flush()
        {
            if (paragraph.Count > 0)
                text.AppendJoin('\n', Wrap(HelpPage.Plain(string.Join(' ', paragraph)))).Append('\n');
            paragraph.Clear();
        }
        foreach (var line in markdown.ReplaceLineEndings("\n").TrimEnd().Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                Flush();
                code = !code;
            }
            else if (code)
                text.Append(line.Length > 0 ? "        " + line : "").Append('\n');
            else if (line.StartsWith('#'))
            {
                Flush();
                text.Append(HelpPage.Plain(line.TrimStart('#').Trim()).ToUpperInvariant()).Append('\n');
            }
            else if (line.Trim().Length == 0)
            {
                Flush();
                text.Append('\n');
            }
            else
            {
                if (line.StartsWith("- ", StringComparison.Ordinal))
                    Flush();
                paragraph.Add(line.Trim());
            }
        }
        Flush();
        return text.ToString();
    }

    private static IEnumerable<string> Wrap(string paragraph)
    {
        var hanging = paragraph.StartsWith("- ", StringComparison.Ordinal) ? "      " : "    ";
        var line = "   ";
        foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length + 1 + word.Length > Width && line.Trim().Length > 0)
            {
                yield return line;
                line = hanging[..^1];
            }
            line += " " + word;
        }
        yield return line;
    }
}
