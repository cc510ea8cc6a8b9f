using System.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;
using YamlDotNetNode = YamlDotNet.RepresentationModel.YamlNode;

namespace ModelOps.Core;

/// <summary>What settings.yaml says about a setting.</summary>
/// <param name="Texts">The scalar, or the items of the list.</param>
/// <param name="Line">Line of the value, from 1.</param>
internal readonly record struct SettingsFileEntry(IReadOnlyList<string> Texts, int Line);

/// <summary>
/// settings.yaml: one mapping of keys to scalars or lists of scalars. A change replaces the text of one value; comments and order stay.
/// </summary>
internal sealed class SettingsFile(string path)
{
    public string Path => path;

    /// <summary>Keys with their values; none where there is no file. Damage and unknown keys are named with their line.</summary>
    public IReadOnlyDictionary<string, SettingsFileEntry> Read() =>
        Parse(ReadText()).ToDictionary(e => e.Key, e => new SettingsFileEntry(e.Texts, e.Line), StringComparer.Ordinal);

    public void Set(Setting setting, IReadOnlyList<string> texts) => Change(text =>
    {
        var value = YamlValue(setting, texts);
        if (Parse(text).FirstOrDefault(e => e.Key == setting.Key) is { } entry)
            return text[..entry.Start] + (entry.Start == entry.End ? " " : "") + value + text[entry.End..];
        if (text.Length > 0 && !text.EndsWith('\n'))
            text += "\n";
        return $"{text}# {setting.Description}\n{setting.Key}: {value}\n";
    });

    /// <summary>Takes a key and its value away with the lines they fill.</summary>
    public void Remove(Setting setting) => Change(text =>
    {
        if (Parse(text).FirstOrDefault(e => e.Key == setting.Key) is not { } entry)
            return text;
        int start = text.LastIndexOf('\n', Math.Max(0, entry.KeyStart - 1)) + 1;
        int end = text.IndexOf('\n', entry.End) is var next and >= 0 ? next + 1 : text.Length;
        var comment = $"# {setting.Description}\n";
        if (text[..start].EndsWith(comment, StringComparison.Ordinal))
            start -= comment.Length;
        return text[..start] + text[end..];
    });

    private void Change(Func<string, string> change)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        using var held = FileLock.Take(path + ".lock");
        var before = ReadText();
        var after = change(before);
        if (after != before)
            AtomicFile.WriteText(path, after);
    }

    private string ReadText() => File.Exists(path) ? File.ReadAllText(path) : "";

    private List<Entry> Parse(string text)
    {
        var yaml = new YamlStream();
        try
        {
            yaml.Load(new StringReader(text));
        }
        catch (YamlException error)
        {
            throw Invalid((int)error.Start.Line, error.InnerException?.Message ?? error.Message);
        }
        if (yaml.Documents.Count == 0 || yaml.Documents[0].RootNode is YamlScalarNode { Value: null or "" })
            return [];
        if (yaml.Documents[0].RootNode is not YamlMappingNode root)
            throw Invalid(1, "it must be a mapping: a key, a colon and a value on each line");
        return root.Children.Select(child => ToEntry(text, child.Key, child.Value)).ToList();
    }

    private Entry ToEntry(string text, YamlDotNetNode key, YamlDotNetNode value)
    {
        int line = (int)key.Start.Line;
        var name = (key as YamlScalarNode)?.Value ?? throw Invalid(line, "a key must be a text");
        if (value is YamlMappingNode)
            throw Invalid(
                line, $"'{name}' holds a mapping; write each key whole, with its dots, on a line of its own: server.host: 127.0.0.1");
        if (ModelOpsSettings.All.All(s => s.Key != name))
            throw Invalid(line, $"there is no setting '{name}'. {NearestNames.Hint(name, ModelOpsSettings.All.Select(s => s.Key))}");
        IReadOnlyList<string> texts = value switch
        {
            YamlScalarNode scalar => [scalar.Value ?? ""],
            YamlSequenceNode list when list.Children.All(c => c is YamlScalarNode) =>
                list.Children.Select(c => ((YamlScalarNode)c).Value ?? "").ToList(),
            _ => throw Invalid(line, $"'{name}' must be a text or a list of texts"),
        };
        var (start, end) = Span(text, key, value);
        return new(name, texts, (int)value.Start.Line, (int)key.Start.Index, start, end);
    }

    /// <summary>
    /// Where a value stands in the text. The parser gives a block list the end of the blank space behind it, so that the end of its last
    /// item counts; an empty scalar has no text, and begins behind the colon.
    /// </summary>
    private static (int Start, int End) Span(string text, YamlDotNetNode key, YamlDotNetNode value)
    {
        int start = (int)value.Start.Index;
        int end = value is YamlSequenceNode { Style: not YamlDotNet.Core.Events.SequenceStyle.Flow, Children: [.., var last] }
            ? (int)last.End.Index
            : (int)value.End.Index;
        if (end > start)
            return (start, end);
        int colon = text.IndexOf(':', (int)key.End.Index) + 1;
        return (colon, colon);
    }

    private static string YamlValue(Setting setting, IReadOnlyList<string> texts) =>
        setting is Setting<IReadOnlyList<string>> ? $"[{string.Join(", ", texts.Select(Quoted))}]" : Quoted(texts[0]);

    /// <summary>A YAML scalar: plain where that is safe, else in double quotes.</summary>
    private static string Quoted(string text)
    {
        if (text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-') && text[0] != '-')
            return text;
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
            quoted.Append(c is '"' or '\\' ? $"\\{c}" : c < ' ' ? $"\\x{(int)c:x2}" : c.ToString());
        return quoted.Append('"').ToString();
    }

    private ModelOpsException Invalid(int line, string problem) =>
        Error.Of(ErrorKind.InvalidInput, "SettingsFileInvalid", path, line, problem);

    private sealed record Entry(string Key, IReadOnlyList<string> Texts, int Line, int KeyStart, int Start, int End);
}
