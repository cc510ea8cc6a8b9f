using System.Text;

namespace ModelOps.Core;

/// <summary>
/// Escape sequences that draw a picture over the one before, line by line: nothing is erased first, so nothing flickers. A terminal
/// that knows synchronized output (DEC private mode 2026) shows each picture at once.
/// </summary>
/// <param name="wholeScreen">
/// Draws on the terminal's other screen (mode 1049), so that a change of the window's size leaves nothing behind and the end brings
/// back what was there before.
/// </param>
public sealed class LiveFrame(bool wholeScreen = false)
{
    private int height;
    private bool isEntered;

    /// <summary>
    /// What to write for the next picture; the cursor, hidden, ends below it. Only as many lines are drawn as have room, as the screen
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
        if (wholeScreen)
            return isEntered ? "\e[?1049l\e[?25h" : "";
        var text = new StringBuilder();
        Return(text);
        height = 0;
        return text.Append("\e[J\e[?25h").ToString();
    }

    private void Return(StringBuilder text)
    {
        if (wholeScreen)
        {
            text.Append(isEntered ? "\e[H" : "\e[?1049h\e[H");
            isEntered = true;
            return;
        }
        if (height > 0)
            text.Append("\e[").Append(height).Append('A');
        text.Append('\r');
    }
}
