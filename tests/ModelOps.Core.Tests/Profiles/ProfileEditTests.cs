namespace ModelOps.Core.Tests.Profiles;

public sealed class ProfileEditTests
{
    private static string Edited(string text, params (string Path, string? Value)[] edits) => Change(text, edits).Text!;

    private static (string? Text, IReadOnlyList<ProfileProblem> Problems) Change(string text, params (string Path, string? Value)[] edits)
    {
        var problems = new ProblemList("p.yaml");
        var editor = new ProfileEditor("p", (root, found) => ProfileReader.Read(root, "p", null, found));
        return (editor.Change(text, edits.ToDictionary(e => e.Path, e => e.Value), problems), problems.InOrder);
    }

    [Theory]
    // A value in place: the rest of the line stays.
    [InlineData("network: { family: mlp }\nepochs:   20   # times\n", "epochs", "5", "network: { family: mlp }\nepochs:   5    # times\n")]
    [InlineData("network: { family: mlp }\nepochs: 20", "epochs", "5", "network: { family: mlp }\nepochs: 5")]
    [InlineData("network: { family: mlp }\r\nepochs: 20\r\n", "batch", "5", "network: { family: mlp }\r\nepochs: 20\r\nbatch: 5\r\n")]
    [InlineData("network: { family: mlp }\ndevice: 'cpu'", "device", "cuda", "network: { family: mlp }\ndevice: 'cuda'")]
    [InlineData("network: { family: mlp }\ndata: { dataset: \"a\" }", "data.dataset", "b", "network: { family: mlp }\ndata: { dataset: \"b\" }")]
    [InlineData("network: { family: mlp }\nepochs: 20     # times\n", "epochs", "123456", "network: { family: mlp }\nepochs: 123456  # times\n")]
    [InlineData("network: { family: mlp }\nepochs: 20     # times\n", "epochs", "12345678", "network: { family: mlp }\nepochs: 12345678  # times\n")]
    // The same value is left as it is written.
    [InlineData("network: { family: mlp, hidden: [ 1,2 ] }\ndevice: 'cpu'", "network.hidden", "[1, 2]", "network: { family: mlp, hidden: [ 1,2 ] }\ndevice: 'cpu'")]
    [InlineData("network: { family: mlp, hidden: [ 1,2 ] }", "network.hidden", "[1, 3]", "network: { family: mlp, hidden: [ 1,3 ] }")]
    [InlineData("network: { family: mlp, hidden: [ 1,2 ] }", "network.hidden", "[3]", "network: { family: mlp, hidden: [3] }")]
    [InlineData("network: { family: mlp, hidden: [ 1,2 ] }", "network.hidden[0]", "7", "network: { family: mlp, hidden: [ 7,2 ] }")]
    [InlineData("network:\n  family: mlp\n  hidden:\n    - 1 # a\n    - 2 # b\n", "network.hidden[1]", "7", "network:\n  family: mlp\n  hidden:\n    - 1 # a\n    - 7 # b\n")]
    // A list of lines becomes one within a line; its comments stay.
    [InlineData("network:\n  family: mlp\n  hidden: # sizes\n    - 1 # a\n    - 2 # b\nepochs: 3\n", "network.hidden", "[9]",
        "network:\n  family: mlp\n  hidden: [9] # sizes\n    # a\n    # b\nepochs: 3\n")]
    // A missing key takes its place in the documented order, in its map's form.
    [InlineData("# Mine\nnetwork: { family: mlp }\n\n# at the end\nthreads: 1\n", "epochs", "5", "# Mine\nnetwork: { family: mlp }\nepochs: 5\n\n# at the end\nthreads: 1\n")]
    [InlineData("network: { family: mlp }\n", "optimizer.lr", "0.1", "network: { family: mlp }\noptimizer: { lr: 0.1 }\n")]
    [InlineData("network:\n    family: mlp\n", "optimizer.lr", "0.1", "network:\n    family: mlp\noptimizer:\n    lr: 0.1\n")]
    [InlineData("network:\n  family: mlp\noptimizer:\n  weight_decay: 0 # none\n", "optimizer.lr", "0.1",
        "network:\n  family: mlp\noptimizer:\n  lr: 0.1\n  weight_decay: 0 # none\n")]
    [InlineData("network: { family: mlp }\noptimizer: { weight_decay: 0 }", "optimizer.lr", "0.1", "network: { family: mlp }\noptimizer: { lr: 0.1, weight_decay: 0 }")]
    [InlineData("network: { family: mlp }\noptimizer: {}", "optimizer.lr", "0.1", "network: { family: mlp }\noptimizer: { lr: 0.1 }")]
    [InlineData("network: { family: mlp }\noptimizer: # none yet\n", "optimizer.lr", "0.1", "network: { family: mlp }\noptimizer: { lr: 0.1 } # none yet\n")]
    [InlineData("network: { family: mlp }\nearly_stopping: null # none yet\n", "early_stopping.patience", "4",
        "network: { family: mlp }\nearly_stopping: { patience: 4 } # none yet\n")]
    // What is taken out leaves its comments.
    [InlineData("network: { family: mlp }\nepochs: 20 # times\nbatch: 3\n", "epochs", null, "network: { family: mlp }\n# times\nbatch: 3\n")]
    [InlineData("network: { family: mlp }\n\nearly_stopping: # stop\n  metric: validation_loss\n  patience: 3 # epochs\n\nbatch: 3\n", "early_stopping", null,
        "network: { family: mlp }\n\n# stop\n  # epochs\n\nbatch: 3\n")]
    [InlineData("network: { family: mlp, hidden: [1], dropout: 0 }", "network.hidden", null, "network: { family: mlp, dropout: 0 }")]
    [InlineData("network: { family: mlp, hidden: [1] }", "network.hidden", null, "network: { family: mlp }")]
    [InlineData("network: { family: mlp }\nearly_stopping:\n  patience: 3 # few\n", "early_stopping.patience", null, "network: { family: mlp }\nearly_stopping: {}\n  # few\n")]
    [InlineData("network:\n  { family: mlp, # kind\n    hidden: [1, # one\n      2], dropout: 0 }\n", "network.hidden", null,
        "network:\n  # one\n  { family: mlp, # kind\n    dropout: 0 }\n")]
    [InlineData("network: { family: mlp }\n", "epochs", null, "network: { family: mlp }\n")]
    // Layers.
    [InlineData("network:\n  layers:\n    - linear: { out: 3 } # first\n    - relu # then\n    - linear\n", "network.layers[1].name", "act",
        "network:\n  layers:\n    - linear: { out: 3 } # first\n    - relu: { name: act } # then\n    - linear\n")]
    [InlineData("network: { layers: [{ linear: { out: 3 } }, relu, linear] }", "network.layers[1].name", "act",
        "network: { layers: [{ linear: { out: 3 } }, { relu: { name: act } }, linear] }")]
    [InlineData("network:\n  layers:\n    - linear:\n        out: 3 # wide\n    - linear\n", "network.layers[0].bias", "false",
        "network:\n  layers:\n    - linear:\n        out: 3 # wide\n        bias: false\n    - linear\n")]
    [InlineData("network:\n  layers:\n    - linear: # a\n        out: 3 # wide\n    - linear\n", "network.layers[0]", "relu",
        "network:\n  layers:\n    - relu # a\n        # wide\n    - linear\n")]
    public void An_edit_changes_what_it_names_and_nothing_else(string before, string path, string? value, string after) =>
        Assert.Equal(after, Edited(before, (path, value)));

    [Fact]
    public void Several_edits_are_made_together() => Assert.Equal(
        "network: { family: cnn, padding: 1 } # was mlp\nepochs: 7\n",
        Edited("network: { family: mlp, hidden: [3] } # was mlp\nepochs: 20\n",
            ("network.family", "cnn"), ("network.hidden", null), ("network.padding", "1"), ("epochs", "7")));

    [Theory]
    [InlineData("optimizer.learning_rate", "1", "optimizer.learning_rate")]
    [InlineData("optimizer.learning_rate", null, "optimizer.learning_rate")]
    [InlineData("optimiser.lr", null, "optimiser.lr")]
    [InlineData("epochs", "0", "epochs")]
    [InlineData("network.family", null, "network.family")]
    [InlineData("network.hidden[0]", null, "network.hidden[0]")]
    [InlineData("a..b", null, "a..b")]
    [InlineData("epochs", "[", "epochs")]
    public void What_would_be_wrong_is_named_and_nothing_is_changed(string path, string? value, string key)
    {
        var (text, problems) = Change("network: { family: mlp, hidden: [1] }\n", (path, value));

        Assert.Null(text);
        Assert.Equal(key, Assert.Single(problems).Key);
    }

    [Fact]
    public void Problems_of_the_file_are_named_too()
    {
        var (text, problems) = Change("network: { family: mlp }\nbatch: 0\n", ("epochs", "0"));

        Assert.Null(text);
        Assert.Equal([("batch", 2), ("epochs", 0)], problems.Select(p => (p.Key, p.Line)));
        Assert.Equal("network: { family: mlp }\nbatch: 5\n", Edited("network: { family: mlp }\nbatch: 0\n", ("batch", "5")));
    }
}
