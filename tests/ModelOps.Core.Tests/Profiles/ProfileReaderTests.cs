namespace ModelOps.Core.Tests.Profiles;

public class ProfileReaderTests
{
    private const string Minimal = "network: { family: mlp }\n";

    private static ModelProfile Profile(string text, string name = "p") => new() { Name = name, Text = text, Path = name + ".yaml" };

    private static IReadOnlyList<ProfileProblem> Problems(string text, params (string Path, string Value)[] overrides) =>
        Store().Test(Profile(text), overrides.ToDictionary(o => o.Path, o => o.Value)).Problems;

    private static TrainingProfile Parsed(string text, params (string Path, string Value)[] overrides) =>
        Store().Parse(Profile(text), overrides.ToDictionary(o => o.Path, o => o.Value));

    private static ProfileStore Store() => new(new ModelOpsHome(Path.Combine(Path.GetTempPath(), "modelops-no-such-home")));

    [Fact]
    public void Omitted_keys_get_the_records_defaults()
    {
        var profile = Parsed(Minimal);

        var expected = new TrainingProfile { Name = "p", Network = new MlpSpecification() };
        Assert.Equal(ProfileStore.ToYaml(expected), ProfileStore.ToYaml(profile));
    }

    [Fact]
    public void Five_mistakes_are_reported_together_with_line_and_key()
    {
        var problems = Problems("""
            network: { family: mpl, hidden: [64] }
            optimizer:
              lr: fast
              momentun: 0.9
            epochs: 0
            precision: fp16
            """);

        Assert.Equal(
            [(1, "network.family"), (3, "optimizer.lr"), (4, "optimizer.momentun"), (5, "epochs"), (6, "precision")],
            problems.Select(p => (p.Line, p.Key)));
        Assert.Contains("momentum", problems[2].Message, StringComparison.Ordinal);
        Assert.Contains("fp32 or bf16", problems[4].Message, StringComparison.Ordinal);
        var error = Assert.Throws<ProfileException>(() => Parsed("network: { family: mpl }\nepochs: 0\n"));
        Assert.Equal("ProfileInvalid", error.ErrorId);
        Assert.Contains("2 problems", error.Message, StringComparison.Ordinal);
        Assert.Contains("p.yaml:2: epochs:", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "network")]
    [InlineData("just text", "network")]
    [InlineData("epochs: 3", "network")]
    [InlineData("network: mlp", "network")]
    [InlineData("network: {}", "network.family")]
    [InlineData("network: { family: mlp, hidden: 64 }", "network.hidden")]
    [InlineData("network: { family: mlp, hidden: [64, -1] }", "network.hidden[1]")]
    [InlineData("network: { family: mlp, layers: [relu] }", "network.layers")]
    [InlineData("network: { family: cnn, channels: [] }", "network.channels")]
    [InlineData("network: { family: cnn, dropout: 1 }", "network.dropout")]
    [InlineData("network: { family: mlp }\nepochs: \"20\"", "epochs")]
    [InlineData("network: { family: mlp }\nepochs: 20.5", "epochs")]
    [InlineData("network: { family: mlp }\nepochs: 99999999999", "epochs")]
    [InlineData("network: { family: mlp }\nepochs:", "epochs")]
    [InlineData("network: { family: mlp }\nepochs: 3\nepochs: 4", "epochs")]
    [InlineData("network: { family: mlp }\nbatch: [64]", "batch")]
    [InlineData("network: { family: mlp }\ndata: { train: 1 }", "data.train")]
    [InlineData("network: { family: mlp }\ndata: { train: .nan }", "data.train")]
    [InlineData("network: { family: mlp }\ndata: { shape: [1, 2, 3, 4] }", "data.shape")]
    [InlineData("network: { family: mlp }\ndata: { dataset: ../x }", "data.dataset")]
    [InlineData("network: { family: mlp }\ndata: { normalize: yes }", "data.normalize")]
    [InlineData("network: { family: mlp }\noptimizer: { momentum: 0.9 }", "optimizer.momentum")]
    [InlineData("network: { family: mlp }\noptimizer: { name: sgd, betas: [0.8, 0.9] }", "optimizer.betas")]
    [InlineData("network: { family: mlp }\noptimizer: { betas: [0.9] }", "optimizer.betas")]
    [InlineData("network: { family: mlp }\nschedule: { final_share: 0.1 }", "schedule.final_share")]
    [InlineData("network: { family: mlp }\nschedule: { name: one_cycle, warmup_steps: 5 }", "schedule.warmup_steps")]
    [InlineData("network: { family: mlp }\nschedule: { name: cosine, factor: 0.5 }", "schedule.factor")]
    [InlineData("network: { family: mlp }\nschedule: { name: step, patience: 3 }", "schedule.patience")]
    [InlineData("network: { family: mlp }\nschedule: { name: plateau, peak_at: 0.5 }", "schedule.peak_at")]
    [InlineData("network: { family: mlp }\nloss: { class_weights: 3 }", "loss.class_weights")]
    [InlineData("network: { family: mlp }\ndevice: gpu", "device")]
    [InlineData("network: { family: mlp }\ndevice: cuda:-1", "device")]
    [InlineData("network: { family: mlp }\ncheckpoint: { best: accuracy }", "checkpoint.best")]
    [InlineData("network: { family: mlp }\nearly_stopping: 5", "early_stopping")]
    [InlineData("network: { family: mlp }\nearly_stopping: { patience: 0 }", "early_stopping.patience")]
    [InlineData("network: { layers: [] }", "network.layers")]
    [InlineData("network: { layers: [linea] }", "network.layers[0]")]
    [InlineData("network: { layers: [linear, relu] }", "network.layers[0].out")]
    [InlineData("network: { layers: [{ linear: 64 }, relu] }", "network.layers[0]")]
    [InlineData("network: { layers: [{ conv2d: { kernel: 3 } }, linear] }", "network.layers[0].out")]
    [InlineData("network: { layers: [{ relu: { name: 0 } }, linear] }", "network.layers[0].name")]
    [InlineData("network: { layers: [{ relu: { name: a } }, { linear: { name: a } }] }", "network.layers[1].name")]
    [InlineData("network: { layers: [{ dropout: { q: 0.5 } }, linear] }", "network.layers[0].q")]
    [InlineData("network: &a { family: mlp }", "network")]
    public void A_mistake_is_reported_under_its_key(string yaml, string key) => Assert.Contains(key, Problems(yaml).Select(p => p.Key));

    [Theory]
    [InlineData("network: { family: mlp")]
    [InlineData("network: [")]
    [InlineData("\t- x")]
    [InlineData("? { a: b }\n: c")]
    [InlineData("network: *nothing")]
    [InlineData("a: b: c")]
    public void What_is_no_yaml_is_refused(string yaml) => Assert.NotEmpty(Problems(yaml));

    [Fact]
    public void A_problem_without_a_key_is_shown_without_one() =>
        Assert.StartsWith("p.yaml:2: this is not YAML", new ProfileProblem("p.yaml", 2, "", "this is not YAML: …").ToString(), StringComparison.Ordinal);

    [Fact]
    public void Deep_nesting_and_long_texts_are_refused()
    {
        Assert.NotEmpty(Problems("network: " + new string('[', 100_000)));
        Assert.NotEmpty(Problems(Minimal + "#" + new string('x', 2 << 20)));
    }

    [Fact]
    public void Layers_are_read_in_order()
    {
        var profile = Parsed("""
            network:
              layers:
                - conv2d: { name: conv1, out: 8, padding: 1 }
                - batch_norm
                - relu
                - max_pool2d: { kernel: 2 }
                - flatten
                - dropout: { p: 0.2 }
                - linear: { bias: false }
            """);

        Assert.Equal(
            [
                new Conv2dLayer("conv1", 8, 3, 1, 1), new BatchNormLayer(null), new ActivationLayer(null, "relu"), new MaxPool2dLayer(null, 2, 2),
                new FlattenLayer(null), new DropoutLayer(null, 0.2), new LinearLayer(null, null, false),
            ],
            Assert.IsType<LayerListSpecification>(profile.Network).List);
    }

    [Fact]
    public void Overrides_reach_keys_items_and_layers()
    {
        var profile = Parsed(
            "network: { layers: [ { linear: { out: 10 } }, relu, linear ] }\nearly_stopping: null\noptimizer: { betas: [0.8, 0.9] }\n",
            ("optimizer.lr", "0.5"), ("optimizer.betas[1]", "0.99"), ("network.layers[0].out", "20"), ("network.layers[1].name", "act"),
            ("early_stopping.patience", "3"), ("data.shape", "[1, 8, 8]"));

        Assert.Equal(0.5, profile.Optimizer.Lr);
        var layers = Assert.IsType<LayerListSpecification>(profile.Network).List;
        Assert.Equal(new LinearLayer(null, 20), layers[0]);
        Assert.Equal(new ActivationLayer("act", "relu"), layers[1]);
        Assert.Equal(3, profile.EarlyStopping!.Patience);
        Assert.Equal([1, 8, 8], profile.Data.Shape);
    }

    [Theory]
    [InlineData("optimizer.learning_rate", "1")]
    [InlineData("optimiser.lr", "1")]
    [InlineData("epochs.x", "1")]
    [InlineData("network.hidden[7]", "1")]
    [InlineData("network.hidden[0].x", "1")]
    [InlineData("optimizer.betas[0]", "0.5")]
    [InlineData("epochs", "many")]
    [InlineData("epochs", "[")]
    [InlineData("epochs", "")]
    [InlineData("", "1")]
    [InlineData("optimizer..lr", "1")]
    public void An_override_that_leads_nowhere_is_refused_without_a_line(string path, string value)
    {
        var problems = Problems("network:\n  family: mlp\n  hidden: [1]\n", (path, value));

        var problem = Assert.Single(problems);
        Assert.Equal(0, problem.Line);
    }
}
