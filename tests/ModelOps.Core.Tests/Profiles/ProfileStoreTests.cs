namespace ModelOps.Core.Tests.Profiles;

public sealed class ProfileStoreTests : IDisposable
{
    private static readonly string[] Shipped =
    [
        "acrobot-dqn", "cartpole-dqn", "cartpole-ppo", "digits-cnn", "digits-mlp", "images-resnet", "iris-mlp", "mountaincar-dqn", "shakespeare-gpt",
    ];

    private readonly TempHome _home = new();
    private readonly ProfileStore _store;

    public ProfileStoreTests() => _store = new ProfileStore(_home.Home);

    public void Dispose() => _home.Dispose();

    private void Write(string file, string text)
    {
        Directory.CreateDirectory(_home.Home.Profiles);
        File.WriteAllText(Path.Combine(_home.Home.Profiles, file), text);
    }

    private static Dataset Data(int[] shape, long samples = 1000, int classes = 10) => new()
    {
        Name = "d", Id = new string('0',
            64), Format = "csv", Samples = samples, Shape = shape, Created = DateTime.UnixEpoch, SizeBytes = 1, Path = "d",
        Classes = Enumerable.Range(0, classes).Select(i => $"{i}").ToList(), Task = classes > 0 ? Dataset.Classify : Dataset.Regress,
    };

    private ProfileTestResult Test(string text, Dataset dataset, params (string Path, string Value)[] overrides) =>
        _store.Test(
            new ModelProfile { Name = "p", Path = "p.yaml", Text = text }, overrides.ToDictionary(o => o.Path, o => o.Value), dataset);

    [Fact]
    public void Samples_are_there_from_the_start_and_own_profiles_hide_them()
    {
        Assert.Equal(Shipped, _store.Find().Select(p => p.Name));
        Assert.All(_store.Find(), p => Assert.True(p is { Shipped: true, Path: null, Description: not null }));

        Write("digits-cnn.yaml", "# Mine\nnetwork: { family: mlp }\nepochs: 3\ndata: { dataset: x }\n");
        Write("broken.yml", "network: [\n");
        Write("notes.txt", "x");

        Assert.Equal([Shipped[0], "broken", .. Shipped[1..]], _store.Find().Select(p => p.Name));
        var own = _store.Get("digits-cnn");
        Assert.Equal(
            (false, "mlp", "x", 3, 64, "Mine"), (own.Shipped, own.Network, own.DatasetName, own.Epochs, own.Batch, own.Description));
        Assert.Equal((null, null), (_store.Get("broken").Network, _store.Get("broken").Epochs));
        Assert.Equal(["digits-cnn", "digits-mlp"], _store.Find("DIGITS-*").Select(p => p.Name));
    }

    [Fact]
    public void A_profile_is_found_by_path_too_and_unknown_ones_have_near_names()
    {
        Write("mine.yaml", "network: { family: mlp }\n");
        Assert.Equal("mine", _store.Get(Path.Combine(_home.Home.Profiles, "mine.yaml")).Name);

        var error = Assert.Throws<ModelOpsException>(() => _store.Get("digit-cnn"));
        Assert.Equal((ErrorKind.NotFound, "ProfileNotFound"), (error.Kind, error.ErrorId));
        Assert.Contains("digits-cnn", error.Message, StringComparison.Ordinal);
        Assert.Equal("ProfileFileNotFound", Assert.Throws<ModelOpsException>(() => _store.Get("./none.yaml")).ErrorId);
    }

    [Fact]
    public void A_file_of_any_size_is_refused_as_a_profile()
    {
        Directory.CreateDirectory(_home.Home.Profiles);
        var path = _home.File("profiles", "huge.yaml");
        using (var file = File.Create(path))
            file.SetLength(20L << 30);

        Assert.NotEmpty(_store.Test(_store.Get(path)).Problems);
    }

    [Fact]
    public void The_file_names_the_profile_where_it_doesnt_itself()
    {
        Write("my-own.yaml", "network: { family: mlp }\n");
        Write("no good.yaml", "network: { family: mlp }\n");

        Assert.Equal("my-own", _store.Parse(_store.Get("my-own")).Name);
        Assert.Equal("name", Assert.Single(_store.Test(_store.Get("no good")).Problems).Key);
    }

    [Fact]
    public void A_profile_that_fits_tells_its_parameters()
    {
        var result = _store.Test(_store.Get("digits-cnn"), null, Data([64]));

        Assert.True(result.Valid, string.Join('\n', result.Problems));
        // 1×32×9+32, 32×64×9+64, 64×4×4×128+128, 128×10+10
        Assert.Equal(320 + 18496 + 131200 + 1290, result.Parameters);
    }

    [Theory]
    [InlineData("network: { family: cnn }\ndata: { shape: [1, 7, 8] }", "data.shape", 2)]
    [InlineData("network: { family: cnn }\ndata: { shape: [16777216, 16777216, 16777216] }", "data.shape", 2)]
    [InlineData("epochs: 3\nnetwork: { family: cnn, channels: [8, 8, 8, 8, 8] }", "network", 2)]
    [InlineData("network:\n  layers:\n    - conv2d: { out: 3 }\n    - linear", "network", 1)]
    [InlineData("network: { family: mlp }\n\nbatch: 801", "batch", 3)]
    public void What_does_not_fit_the_dataset_is_named_by_key_and_line(string text, string key, int line)
    {
        var problem = Assert.Single(Test(text, Data([64])).Problems);

        Assert.Equal((key, line), (problem.Key, problem.Line));
        Assert.Empty(_store.Test(new ModelProfile { Name = "p", Text = text }).Problems);
    }

    [Fact]
    public void What_an_override_breaks_has_no_line() =>
        Assert.Equal(("batch", 0), Test("network: { family: mlp }\nbatch: 5", Data([64]), ("batch", "999")).Problems.Select(p => (p.Key, p.Line)).Single());

    [Fact]
    public void Accuracy_is_no_metric_of_numbers()
    {
        const string text = "network: { family: mlp }\ncheckpoint: { best: validation_accuracy }\nearly_stopping: { metric: validation_accuracy }\n";

        Assert.Equal([("checkpoint.best", 2), ("early_stopping.metric", 3)],
            Test(text, Data([4], classes: 0)).Problems.Select(p => (p.Key, p.Line)));
        Assert.True(Test(text, Data([4])).Valid);
    }

    [Theory]
    [InlineData("loss: { class_weights: [1, 2] }", 10, "loss.class_weights")]
    [InlineData("loss: { class_weights: balanced }", 0, "loss.class_weights")]
    [InlineData("loss: { label_smoothing: 0.1 }", 0, "loss.label_smoothing")]
    [InlineData("schedule: { name: plateau, metric: validation_accuracy }", 0, "schedule.metric")]
    public void A_loss_or_metric_that_the_task_does_not_have_is_named(string text, int classes, string key)
    {
        var problem = Assert.Single(Test("network: { family: mlp }\n" + text, Data([4], classes: classes)).Problems);
        Assert.Equal((key, 2), (problem.Key, problem.Line));
    }

    [Fact]
    public void Datasets_without_two_samples_or_classes_are_refused()
    {
        Assert.Equal("data.dataset", Assert.Single(Test("network: { family: mlp }\n", Data([4], classes: 1)).Problems).Key);
        Assert.Equal("data.train", Assert.Single(Test("network: { family: mlp }\nbatch: 1\n", Data([4], samples: 1)).Problems).Key);
    }

    [Fact]
    public void A_cnn_sees_a_square_table_as_an_image()
    {
        var cnn = new TrainingProfile { Name = "p", Network = new CnnSpecification() };
        Assert.Equal([1, 8, 8], ProfileFit.InputShape(cnn, Data([64])));
        Assert.Equal([65], ProfileFit.InputShape(cnn, Data([65])));
        Assert.Equal([1, 28, 28], ProfileFit.InputShape(cnn, Data([1, 28, 28])));
        Assert.Equal([64], ProfileFit.InputShape(cnn with { Network = new MlpSpecification() }, Data([64])));
        Assert.Equal([4, 4, 4], ProfileFit.InputShape(cnn with { Data = new() { Shape = [4, 4, 4] } }, Data([64])));
    }
}
