using System.Text;

namespace ModelOps.Core;

/// <summary>
/// Escape sequences that draw a picture over the one before, line by line: nothing is erased first, so nothing flickers. A terminal
/// that knows synchronized output (DEC private mode 2026) shows each picture at once.
/// </summary>
public sealed class LiveFrame
{
    private int height;

    /// <summary>
    /// What to write for the next picture; the cursor ends below it. Only as many lines are drawn as have room, as the screen
    /// must not scroll.
    /// </summary>
    public string Next(IReadOnlyList<string> lines, int room = int.MaxValue)
    {
        // Lines that are too long are cut off by the terminal, not wrapped.
        var text = new StringBuilder("\e[?2026h\e[?25l\e[?7l");
        Return(text);
        foreach (var line in lines.Take(room))
            text.Append(line).Append("\e[0m\e[K\r\n");
        // A picture that became shorter leaves lines behind.
        text.Append("\e[J\e[?7h\e[?2026l");
        height = Math.Min(lines.Count, room);
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
