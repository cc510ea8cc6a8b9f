using FsCheck;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests.Profiles;

public sealed class KeyPathTests
{
    [Theory]
    [InlineData("epochs", "epochs")]
    [InlineData("optimizer.lr", "optimizer", "lr")]
    [InlineData("network.layers[2].out", "network", "layers", 2, "out")]
    [InlineData("models.\"qwen2.5\".context", "models", "qwen2.5", "context")]
    [InlineData("models.'qwen2.5'.context", "models", "qwen2.5", "context")]
    [InlineData("models.'a \"b\" [1]'", "models", "a \"b\" [1]")]
    public void A_path_is_its_keys(string path, params object[] keys) => Assert.Equal(keys, KeyPath.Parse(path));

    [Theory]
    [InlineData("")]
    [InlineData(".lr")]
    [InlineData("optimizer.")]
    [InlineData("optimizer..lr")]
    [InlineData("hidden[]")]
    [InlineData("hidden[-1]")]
    [InlineData("models.\"qwen")]
    [InlineData("models.\"\"")]
    [InlineData("models.\"a\"b")]
    [InlineData("a b")]
    public void What_is_none_is_refused(string path) => Assert.Null(KeyPath.Parse(path));

    [Fact]
    public void Every_path_of_keys_is_read_as_it_was_written() => Property.Holds(
        from keys in Gen.Elements("lr", "a-b", "_x", "qwen2.5", "my model", "it's", "näme", "x[0]").Select(k => (object)k)
            .Or(Gen.Choose(0, 999).Select(i => (object)i)).ListOf()
        where keys.Count > 0 && keys[0] is string
        select keys,
        keys => Assert.Equal(keys, KeyPath.Parse(KeyPath.Of(keys))));

    [Fact]
    public void A_server_with_a_dot_in_its_name_can_be_edited()
    {
        const string text = "kind: serving\nmodels:\n  qwen2.5: { model: a.gguf } # small\n  chat: { model: b.gguf }\n";
        Assert.Equal(text.Replace("a.gguf }", "a.gguf, context: 4096 }", StringComparison.Ordinal),
            Edited(text, "models.\"qwen2.5\".context", "4096", out _));
        Assert.Equal(text.Replace("qwen2.5: { model: a.gguf }", "qwen2.5: { model: c.gguf }", StringComparison.Ordinal),
            Edited(text, "models.'qwen2.5'.model", "c.gguf", out _));
        Assert.Null(Edited(text, "models.\"qwen2.5\".contxt", "4096", out var problems));
        Assert.StartsWith("models.\"qwen2.5\".contxt", Assert.Single(problems).Key);
        Assert.Null(Edited(text, "models.\"qwen2.5\".contxt", null, out problems));
        Assert.Equal("models.'qwen2.5'.contxt", Edited(text, "models.'qwen2.5'.contxt", null, out problems) ?? Assert.Single(problems).Key);
    }

    private static string? Edited(string text, string path, string? value, out IReadOnlyList<ProfileProblem> problems)
    {
        var found = new ProblemList("p.yaml");
        var editor = new ProfileEditor("p", (root, list) => ServingProfileReader.Read(root, "p", "/p.yaml", list));
        var changed = editor.Change(text, new Dictionary<string, string?> { [path] = value }, found);
        problems = found.InOrder;
        return changed;
    }
}
