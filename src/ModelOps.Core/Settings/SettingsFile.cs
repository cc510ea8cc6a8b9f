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

    public void Set(Setting setting, IReadOnlyList<string> texts) => Change((text, root) =>
    {
        var value = Value(setting, texts);
        if (root is { IsBlock: false } || root?.Find(setting.Key) is not null)
            return new YamlEditor(text, root, (_, _) => 0).Set([setting.Key], value);
        var newLine = new YamlLayout(text, root).NewLine;
        if (text.Length > 0 && !text.EndsWith('\n'))
            text += newLine;
        return $"{text}# {setting.Description}{newLine}{setting.Key}: {YamlText.Of(value)}{newLine}";
    });

    /// <summary>Takes a key and its value away, with the comment that <see cref="Set"/> gives it.</summary>
    public void Remove(Setting setting) => Change((text, root) =>
    {
        if (root?.Find(setting.Key) is not { } entry)
            return text;
        var layout = new YamlLayout(text, root);
        int line = layout.LineStart(entry.KeySpan.Start);
        var comment = $"# {setting.Description}{layout.NewLine}";
        if (text[..line].EndsWith(comment, StringComparison.Ordinal))
            (text, root) = (text.Remove(line - comment.Length, comment.Length), null);
        return new YamlEditor(text, root ?? Root(text)!, (_, _) => 0).Remove([setting.Key]);
    });

    /// <summary>What comes out is read back before it is written.</summary>
    private void Change(Func<string, YamlMap?, string> change)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        using var held = FileLock.Take(path + ".lock");
        if (File.Exists(path))
            UserTextFile.CheckCanChange(path);
        var before = ReadText();
        // Names what is wrong with the file as it is.
        _ = Parse(before);
        var after = change(before, Root(before));
        _ = Parse(after);
        if (after != before)
            UserTextFile.Write(path, after);
    }

    private string ReadText() => File.Exists(path) ? File.ReadAllText(path) : "";

    private IEnumerable<Entry> Parse(string text) => Root(text)?.Entries.Select(ToEntry).ToList() ?? [];

    /// <summary>The file's mapping; null where it holds nothing.</summary>
    private YamlMap? Root(string text)
    {
        var problems = new ProblemList(path);
        var root = YamlTree.Parse(text, problems);
        if (problems.InOrder is [var problem, ..])
            throw Invalid(problem.Line, problem.Key.Length > 0 ? $"{problem.Key}: {problem.Message}" : problem.Message);
        return root switch
        {
            null or { IsNull: true } => null,
            YamlMap map => map,
            _ => throw Invalid(1, "it must be a mapping: a key, a colon and a value on each line"),
        };
    }

    private Entry ToEntry(YamlEntry entry)
    {
        var name = entry.Key;
        if (entry.Value is YamlMap)
            throw Invalid(
                entry.Line, $"'{name}' holds a mapping; write each key whole, with its dots, on a line of its own: server.host: 127.0.0.1");
        if (ModelOpsSettings.All.All(s => s.Key != name))
            throw Invalid(
                entry.Line, $"there is no setting '{name}'. {NearestNames.Hint(name, ModelOpsSettings.All.Select(s => s.Key))}");
        IReadOnlyList<string> texts = entry.Value switch
        {
            YamlScalar scalar => [Text(scalar)],
            YamlList list when list.Items.All(i => i is YamlScalar) => list.Items.Select(i => Text((YamlScalar)i)).ToList(),
            _ => throw Invalid(entry.Line, $"'{name}' must be a text or a list of texts"),
        };
        return new(name, texts, entry.Value.Line);
    }

    private static string Text(YamlScalar scalar) => scalar.IsNull ? "" : scalar.Value;

    private static YamlNode Value(Setting setting, IReadOnlyList<string> texts) => setting is Setting<IReadOnlyList<string>>
        ? new YamlList(0) { Items = [.. texts.Select(Scalar)] }
        : Scalar(texts[0]);

    /// <summary>Without quotes where it is read as the same text so.</summary>
    private static YamlNode Scalar(string text)
    {
        var plain = new YamlScalar(0, text, plain: true);
        return plain.IsNull ? new YamlScalar(0, text, plain: false) : plain;
    }

    private ModelOpsException Invalid(int line, string problem) =>
        Error.Of(ErrorKind.InvalidInput, "SettingsFileInvalid", path, Math.Max(1, line), problem.TrimEnd('.'));

    private sealed record Entry(string Key, IReadOnlyList<string> Texts, int Line);
}
