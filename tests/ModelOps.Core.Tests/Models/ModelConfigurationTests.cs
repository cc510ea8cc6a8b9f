namespace ModelOps.Core.Tests;

public sealed class ModelConfigurationTests
{
    public static TheoryData<NetworkSpecification> Networks => new()
    {
        new MlpSpecification { Hidden = [3, 5], Activation = "tanh", Dropout = 0.1 },
        new CnnSpecification { Channels = [2, 4, 6], Kernel = 5, Padding = 2, HiddenDropout = 0.5 },
        new CnnSpecification(),
        new LayerListSpecification(
        [
            new Conv2dLayer("c", 4, 3, 2, 1, false), new BatchNormLayer(null, 1e-3, 0.2), new ActivationLayer("r", "relu"), new MaxPool2dLayer(null, 2, 1),
            new AvgPool2dLayer(null, 2, 2), new DropoutLayer(null, 0.3), new FlattenLayer("f"), new LayerNormLayer(null, 1e-6), new LinearLayer("h", 7),
            new ActivationLayer(null, "gelu"), new LinearLayer(null, null, false),
        ]),
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void JsonGivesTheSameConfigurationBack(NetworkSpecification network)
    {
        var configuration = Configuration(network);
        string json = configuration.ToJson();
        var read = ModelConfiguration.FromJson(json, "config.json");
        Assert.Equal(network, read.Network);
        Assert.Equal(configuration.Mean, read.Mean);
        Assert.Equal(configuration.Deviation, read.Deviation);
        Assert.Equal(configuration.Metrics, read.Metrics);
        Assert.Equal(configuration.Data.Shape, read.Data.Shape);
        Assert.Equal((configuration.ModelId, configuration.Task, configuration.Step), (read.ModelId, read.Task, read.Step));
        Assert.Equal(json, read.ToJson());
    }

    [Fact]
    public void KeysAreThoseOfAProfile()
    {
        string json = Configuration(new CnnSpecification()).ToJson();
        Assert.All(["\"model_id\"", "\"input_shape\"", "\"family\": \"cnn\"", "\"channels\"", "\"dataset_name\""],
            key => Assert.Contains(key, json));
        Assert.Contains("\"linear\": {", Configuration(new LayerListSpecification([new LinearLayer(null, null)])).ToJson());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"model_id":"a","name":"n","network":{"family":"rnn"},"input_shape":[1],"outputs":1,"task":"classify"}""")]
    [InlineData("""{"model_id":"a","name":"n","network":{"layers":[{"linear":{},"relu":{}}]},"input_shape":[1],"outputs":1,"task":"classify"}""")]
    [InlineData("""{"model_id":"a","name":"n","network":{"family":"mlp","hidden":["x"]},"input_shape":[1],"outputs":1,"task":"classify"}""")]
    [InlineData("""{"model_id":"a","name":"n","network":null,"input_shape":[1],"outputs":1,"task":"classify"}""")]
    public void WhatIsNoConfigurationIsRefusedWithItsFile(string json)
    {
        var error = Assert.Throws<ModelOpsException>(() => ModelConfiguration.FromJson(json, "/some/config.json"));
        Assert.Equal(("ModelConfigurationDamaged", ErrorKind.Damaged), (error.ErrorId, error.Kind));
        Assert.Contains("/some/config.json", error.Message);
    }

    [Fact]
    public void FingerprintSeesWhatTouchesTheWeightsAndNothingElse()
    {
        var profile = new TrainingProfile { Name = "a", Network = new MlpSpecification() };
        string print = ProfileFingerprint.Of(profile);
        Assert.Equal(print, ProfileFingerprint.Of(profile with
        {
            Name = "b", Threads = 3, Epochs = 11, Device = "cpu", Checkpoint = new CheckpointSettings { Keep = 9, EverySteps = 4 }, Data = new DataSettings { Dataset = "x" },
        }));
        Assert.All(
            new[]
            {
                profile with { Seed = 1 }, profile with { Accumulate = 2 }, profile with { StartFrom = "best" }, profile with { Batch = 65 }, profile with { Network = new MlpSpecification { Hidden = [127] } },
                profile with { Optimizer = new OptimizerSettings { Lr = 0.002 } }, profile with { Data = new DataSettings { Train = 0.7 } },
                profile with { Checkpoint = new CheckpointSettings { Best = "validation_loss" } }, profile with { EarlyStopping = new EarlyStoppingSettings() },
            },
            other => Assert.NotEqual(print, ProfileFingerprint.Of(other)));
    }

    private static ModelConfiguration Configuration(NetworkSpecification network) => new()
    {
        ModelId = new string('a',
            64), Name = "digits", Network = network, InputShape = [1, 8, 8], Outputs = 10, Task = "classify", Classes = ["0", "1"],
        Mean = [4.8841664f, 0.1f], Deviation = [6.0167856f, 1e-7f], DatasetName = "digits", DatasetId = "ff", Data = new DataSettings { Shape = [1, 8, 8] },
        Step = 460, Epoch = 20, Metrics = new Dictionary<string, double> { ["validation_accuracy"] = 0.975 + 1e-15 },
    };
}
