using System.Text;

namespace ModelOps.Core;

/// <summary>
/// Escape sequences that draw a picture over the one before, line by line: nothing is erased first, so nothing flickers. A terminal that
/// knows synchronized output (DEC private mode 2026) shows each picture at once.
/// </summary>
public sealed class LiveFrame
{
    private int height;

    /// <summary>What to write for the next picture; the cursor ends below it.</summary>
    public string Next(IReadOnlyList<string> lines)
    {
        var text = new StringBuilder("\e[?2026h\e[?25l");
        Return(text);
        foreach (var line in lines)
            text.Append(line).Append("\e[K\r\n");
        // A picture that became shorter leaves lines behind.
        text.Append("\e[J\e[?2026l");
        height = lines.Count;
        return text.ToString();
    }

    /// <summary>What to write at the end: takes the picture away and shows the cursor again.</summary>
    public string End()
    {
        var text = new StringBuilder();
        Return(text);
        height = 0;
        return text.Append("\e[J\e[?25h").ToString();
    }

    private void Return(StringBuilder text)
    {
        if (height > 0)
            text.Append("\e[").Append(height).Append('A');
        text.Append('\r');
    }
}
