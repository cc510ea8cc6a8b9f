using System.Globalization;
using System.Text;
using ModelOps.Core;

namespace ModelOps.Training;

/// <summary>A language model that writes one text after the other, a piece a frame.</summary>
internal sealed class TextPlayer : IDemoPlayer
{
    private const int TokensOfText = 300;
    private const int Columns = 76;
    /// <summary>What of a text is shown: its end.</summary>
    private const int Lines = 14;

    private readonly TextGenerator generator;
    private readonly string prompt;
    private readonly long seed = Environment.TickCount64;
    private readonly StringBuilder written = new();
    private IEnumerator<string>? pieces;
    private int text;
    private int number;

    public TextPlayer(DemoSource source)
    {
        TorchRuntime.SetThreads(1);
        generator = TextGenerator.Load(source.Workspace, source.Folder);
        prompt = source.Prompt ?? "";
    }

    public DemoPicture Next()
    {
        if (pieces?.MoveNext() == true)
        {
            written.Append(pieces.Current);
            number++;
        }
        else
        {
            pieces?.Dispose();
            written.Clear().Append(prompt);
            number = 0;
            pieces = generator.Write(new TextGeneration { Prompt = prompt, MaxTokens = TokensOfText, Seed = seed + text++ })
                .GetEnumerator();
        }
        string caption = string.Create(CultureInfo.InvariantCulture, $"text {text}, {number} pieces");
        return new DemoPicture(caption, Shown(written.ToString()), new Dictionary<string, double> { ["text"] = text, ["pieces"] = number });
    }

    public void Dispose()
    {
        pieces?.Dispose();
        generator.Dispose();
    }

    /// <summary>The last lines, broken at a width, without what a terminal would take for a command.</summary>
    internal static string Shown(string text)
    {
        var plain = string.Concat(text.Select(c => c == '\n' || !char.IsControl(c) ? c : '·'));
        var lines = plain.Split('\n').SelectMany(line => line.Length == 0 ? [""] : line.Chunk(Columns).Select(part => new string(part)));
        return string.Join('\n', lines.TakeLast(Lines));
    }
}
