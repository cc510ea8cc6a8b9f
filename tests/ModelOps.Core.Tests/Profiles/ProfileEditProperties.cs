using FsCheck;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests.Profiles;

/// <summary>
/// E1: whatever the layout, a sequence of edits keeps every comment and blank line outside of what goes, in order, and gives a profile that
/// is read as the edits say.
/// </summary>
public sealed class ProfileEditProperties
{
    private static readonly (string Path, string? Value)[] Edits =
    [
        ("epochs", "7"), ("epochs", null), ("batch", "3"), ("batch", null), ("seed", "11"), ("device", "cpu"), ("device", null), ("name", "other"), ("name", null),
        ("optimizer", "{ name: sgd, lr: 0.5 }"), ("optimizer", null), ("optimizer.lr", "0.125"), ("optimizer.lr", null), ("optimizer.weight_decay", "0.5"),
        ("data.dataset", "mine"), ("data.dataset", "'12'"), ("data.shape", "[1, 8, 8]"), ("data.shape", null), ("data.normalize", "false"), ("data", null),
        ("checkpoint.best", "validation_loss"), ("checkpoint.best", null), ("checkpoint.keep", "9"), ("checkpoint", "{}"),
        ("early_stopping", "null"), ("early_stopping", null), ("early_stopping.patience", "3"), ("early_stopping.patience", null),
        ("schedule.name", "cosine"), ("schedule", null), ("network", "{ family: mlp, hidden: [5, 6] }"), ("network.family", "mlp"),
        ("network.hidden", "[1, 2, 3]"), ("network.hidden", null), ("network.hidden[0]", "77"), ("network", "{ layers: [{ linear: { out: 3 } }, relu, linear] }"),
        ("network.layers[0].bias", "false"), ("network.layers[1].name", "act"), ("network.layers[0].out", "12"), ("threads", "2"), ("precision", "bf16"),
    ];

    /// <summary>A valid profile in a layout of its own: blocks or braces, comments, blank lines, quotes, keys left out.</summary>
    private static readonly Gen<string> Texts =
        from profile in ProfileGenerators.Profiles
        from choices in Gen.Choose(0, 11).ArrayOf(400)
        select Layout(ProfileStore.ToYaml(profile), choices);

    [Fact]
    public void E1_EditsKeepCommentsAndDoWhatTheySay()
    {
        var cases = from text in Texts from edits in Gen.Elements(Edits).ArrayOf(6) select (text, edits);
        int made = 0;
        Property.Holds(cases, c =>
        {
            var text = c.text;
            foreach (var edit in c.edits)
            {
                var changed = Change(text, edit);
                if (changed is null)
                    continue;
                made++;
                Assert.Equal(Comments(c.text), Comments(changed));
                Assert.Equal(Meaning(text, edit), Meaning(changed));
                text = changed;
            }
        }, 400);
        Assert.True(made > 800, $"{made} edits were made");
    }

    [Fact]
    public void E1_LinesThatAnEditDoesntNameStay() => Property.Holds(Texts, text =>
    {
        var changed = Change(text, ("threads", "3"))!;

        var lines = text.Split('\n');
        Assert.Equal(lines.Where(l => !l.StartsWith("threads:", StringComparison.Ordinal)),
            changed.Split('\n').Where(l => !l.StartsWith("threads:", StringComparison.Ordinal)));
    });

    private static string? Change(string text, (string Path, string? Value) edit)
    {
        var editor = new ProfileEditor("p", (root, found) => ProfileReader.Read(root, "p", null, found));
        return editor.Change(text, new Dictionary<string, string?> { [edit.Path] = edit.Value }, new ProblemList("p"));
    }

    /// <summary>
    /// What the reader makes of a text, by a way of its own: the tree with the edit applied to it, not the editor's text.
    /// </summary>
    private static string Meaning(string text, (string Path, string? Value)? edit = null)
    {
        var problems = new ProblemList("p");
        var root = (YamlMap)YamlTree.Parse(text, problems)!;
        if (edit is { Value: { } value } set)
            ProfileOverrides.Apply(root, new Dictionary<string, string> { [set.Path] = value }, problems);
        else if (edit is { } removal)
            ProfileOverrides.Remove(root, ProfileOverrides.Segments(removal.Path, problems)!);
        var profile = ProfileReader.Read(root, "p", null, problems);
        Assert.Empty(problems.InOrder);
        return ProfileStore.ToYaml(profile!);
    }

    private static List<string> Comments(string text) =>
        text.Split('\n').SelectMany(l => l.Split("#c").Skip(1).Take(1)).Order(StringComparer.Ordinal).ToList();

    /// <summary>
    /// The lines of a written profile with comments and blank lines among them, some sections in braces, some keys left out.
    /// </summary>
    private static string Layout(string yaml, int[] choices)
    {
        int at = 0;
        int comment = 0;
        int Next() => choices[at++ % choices.Length];
        var result = new List<string>();
        foreach (var section in Sections(yaml))
        {
            if (Next() == 0 && !section[0].StartsWith("network", StringComparison.Ordinal))
                continue;
            var lines = section;
            bool nested = lines.Exists(l => l.StartsWith("    ", StringComparison.Ordinal));
            if (lines.Count > 1 && !nested && Next() < 3)
                lines = [$"{lines[0]} {{ {string.Join(Next() < 6 ? ", " : $", #c{comment++}\n   ", lines.Skip(1).Select(l => l.Trim()))} }}"];
            foreach (var line in lines)
            {
                if (Next() == 0)
                    result.Add("");
                if (Next() == 0)
                    result.Add(new string(' ', line.Length - line.TrimStart().Length) + $"#c{comment++}");
                result.Add(line + (Next() < 3 ? $"  #c{comment++} it's \"said\" here: so" : ""));
            }
        }
        return string.Join('\n', result) + (Next() < 6 ? "\n" : "");
    }

    private static List<List<string>> Sections(string yaml)
    {
        var sections = new List<List<string>>();
        foreach (var line in yaml.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] != ' ')
                sections.Add([]);
            sections[^1].Add(line);
        }
        return sections;
    }
}
