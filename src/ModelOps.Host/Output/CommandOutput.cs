using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace ModelOps.Host.Output;

/// <summary>
/// Where a command's words go. For people: standard output, with colour and tables on a terminal, plain lines elsewhere.
/// With --json: one JSON value as the last line of standard output, and everything else on standard error.
/// </summary>
internal sealed class CommandOutput(bool json)
{
    private readonly Lock _lock = new();
    private IAnsiConsole? _console;

    public bool IsJson => json;

    /// <summary>True where a person looks at standard output through a terminal that can redraw a line.</summary>
    public bool IsTerminal { get; } = !json && !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>The terminal; NO_COLOR takes its colours away. Made when first asked for: plain output never loads it.</summary>
    public IAnsiConsole Terminal => _console ??= AnsiConsole.Create(new AnsiConsoleSettings
    {
        ColorSystem = Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        Ansi = AnsiSupport.Detect,
    });

    /// <summary>A line for people.</summary>
    public void Line(string text = "")
    {
        lock (_lock)
        {
            if (IsTerminal)
                Terminal.WriteLine(text);
            else
                (json ? Console.Error : Console.Out).WriteLine(text);
        }
    }

    /// <summary>A JSON document that is the command's result for people too; in one line with --json.</summary>
    public void Document(string text)
    {
        lock (_lock)
            Console.Out.WriteLine(json ? System.Text.Json.Nodes.JsonNode.Parse(text)!.ToJsonString() : text.TrimEnd());
    }

    /// <summary>A part of a line for people, shown at once.</summary>
    public void Piece(string text)
    {
        lock (_lock)
        {
            (json ? Console.Error : Console.Out).Write(text);
            (json ? Console.Error : Console.Out).Flush();
        }
    }

    /// <summary>A line that stands out on a terminal; <paramref name="style"/> is Spectre's: "bold", "green".</summary>
    public void Styled(string style, string text)
    {
        if (IsTerminal)
            Terminal.MarkupLine($"[{style}]{Markup.Escape(text)}[/]");
        else
            Line(text);
    }

    public void Heading(string text) => Styled("bold", text);
    public void Success(string text) => Styled("green", text);

    public void Table(TextTable table)
    {
        if (json)
            return;
        if (IsTerminal)
            Terminal.Write(table.ToSpectre(Terminal.Profile.Width));
        else
            table.Lines().ToList().ForEach(Line);
    }

    /// <summary>A table that is drawn over the one before, on a terminal.</summary>
    /// <param name="next">The table as it is now.</param>
    /// <param name="goesOn">Waits; false ends it.</param>
    public void Redrawn(Func<TextTable> next, Func<bool> goesOn) => Terminal.Live(new Text("")).Start(live =>
    {
        do
        {
            live.UpdateTarget(next().ToSpectre(Terminal.Profile.Width));
        }
        while (goesOn());
    });

    /// <summary>A table, or what to say where it has no rows.</summary>
    public void List(TextTable table, string whenEmpty)
    {
        if (table.Count > 0)
            Table(table);
        else if (!json)
            Line(whenEmpty);
    }

    /// <summary>Does something that tells how far it is, 0 to 1: with a bar on a terminal, which goes when it is done.</summary>
    public T WithProgress<T>(string what, Func<IProgress<double>?, T> work) =>
        !IsTerminal
            ? work(null)
            : Terminal.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn()).Start(progress =>
            {
                var task = progress.AddTask(Markup.Escape(what), maxValue: 1);
                return work(new DirectProgress(share => task.Value = share));
            });

    /// <summary>Progress that is told on the thread that makes it.</summary>
    private sealed class DirectProgress(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }

    /// <summary>The command's result, printed with --json only.</summary>
    public void Result<T>(T value, JsonTypeInfo<T> type)
    {
        if (json)
            JsonLine(value, type);
    }

    /// <summary>A line of JSON on standard output.</summary>
    public void JsonLine<T>(T value, JsonTypeInfo<T> type)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            JsonSerializer.Serialize(writer, value, type);
        Console.Out.WriteLine(Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
    }

    public void Note(string text) => ErrorLine("note: " + text);
    public void Warning(string text) => ErrorLine("warning: " + text, "33");
    public void Error(string text) => ErrorLine("error: " + text, "31");

    /// <summary>A line on standard error; <paramref name="colour"/> is an SGR code for its first word.</summary>
    public void ErrorLine(string text, string? colour = null)
    {
        bool coloured = colour is not null && !Console.IsErrorRedirected
            && Environment.GetEnvironmentVariable("NO_COLOR") is not { Length: > 0 } &&
            Environment.GetEnvironmentVariable("TERM") is not "dumb";
        int word = text.IndexOf(':') + 1;
        lock (_lock)
            Console.Error.WriteLine(coloured ? $"\x1b[{colour}m{text[..word]}\x1b[0m{text[word..]}" : text);
    }
}
