using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ModelOps.Tests;

namespace ModelOps.Core.Tests.Storage;

/// <summary>What an older ModelOps wrote is read, with the defaults of what it didn't know. Those of checkpoints are checked by the trainer's tests.</summary>
public sealed class StoredRecordTests : IDisposable
{
    private static readonly DateTime Time = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
    private static readonly Dictionary<string, double> Metrics = new() { ["loss"] = 0.5 };
    private static readonly JsonSerializerOptions Snake = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private readonly TempHome place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public void ConfigurationOfAModel()
    {
        var basis = new ModelConfiguration
        {
            ModelId = "id", Name = "name", Network = new MlpSpecification { Hidden = [3], Dropout = 0.5 }, InputShape = [3, 4, 4], Outputs = 2, Task = "classify",
        };
        var full = basis with
        {
            Classes = ["a"], Mean = [1], Deviation = [2], Environment = "cartpole", DatasetName = "d", DatasetId = "e", Step = 3, Epoch = 4, Metrics = Metrics,
            Data = new()
            {
                Dataset = "d", Train = 0.5, Seed = 7, Normalize = false, Shape = [1, 2], Augment = new() { Crop = 2, Flip = true },
            },
        };
        StoredRecord.Check(
            full.ToJson(), basis.ToJson(), json => ModelConfiguration.FromJson(json, "config.json").ToJson(),
            ["model_id", "name", "network", "input_shape", "outputs", "task"], "network", "metrics");
    }

    [Fact]
    public void DocumentOfASession()
    {
        var basis = new SessionDocument
        {
            Id = "s", ModelId = "m", ModelName = "n", ProfileName = "p", DatasetName = "d", DatasetId = "e", Network = "mlp", Epochs = 3, Created = Time,
        };
        StoredRecord.Check(
            Text(basis with { Version = 2, Device = "cuda", ModelRemoved = true }), Text(basis),
            json => Text(InFolder("s", "session.json", json, SessionFolder.Read)!.Document),
            ["id", "model_id", "model_name", "profile_name", "dataset_name", "dataset_id", "network", "epochs", "created"]);
    }

    [Fact]
    public void StateOfASession()
    {
        var basis = new SessionStateDocument
        {
            State = SessionState.Failed, Step = 1, TotalSteps = 2, Epoch = 3, TotalEpochs = 4, Metrics = Metrics, Device = "cpu",
        };
        var full = basis with { Error = "e", Started = Time, Ended = Time, Worker = "1:2:m", Token = "t" };
        StoredRecord.Check(
            Text(full), Text(basis), json => Text(JsonSerializer.Deserialize<SessionStateDocument>(json, Snake)!),
            ["state", "step", "total_steps", "epoch", "total_epochs", "metrics", "device"], "metrics");
    }

    [Fact]
    public void DescriptionOfADataset()
    {
        var basis = new Dataset
        {
            Name = "d", Id = "i", Format = "csv", Samples = 1, Shape = [2], Columns = ["a"], Classes = ["x"], Task = "classify", SizeBytes = 3, Created = Time,
            Path = "",
        };
        StoredRecord.Check(
            Text(DatasetFile.Write(basis with { LabelColumn = "y", Source = "s" })), Text(DatasetFile.Write(basis)),
            json => Text(DatasetFile.Write(InFolder("d", DatasetFile.Description, json, DatasetFile.Read)!)),
            ["version", "name", "id", "format", "samples", "shape", "columns", "classes", "task", "size_bytes", "created"]);
    }

    [Fact]
    public void DescriptionOfASlot()
    {
        var basis = new ModelSlot
        {
            Name = "best", ModelId = TestModels.Id("m"), ModelName = "n", Network = "mlp", Metrics = Metrics, Step = 1, SizeBytes = 2, Sha256 = "h", Created = Time,
            Path = "",
        };
        StoredRecord.Check(
            Text(SlotFile.Write(basis with { DatasetName = "d" })), Text(SlotFile.Write(basis)),
            json => Text(SlotFile.Write(InFolder("best", SlotFile.Description, json, SlotFile.Read)!)),
            ["version", "name", "model_id", "model_name", "network", "metrics", "step", "size_bytes", "sha256", "created"], "metrics");
    }

    [Fact]
    public void DescriptionOfAnImportedModel()
    {
        var text = Text(Written(new ImportedModel(TestModels.Id("i"), "n", Time, [new("f.gguf", "h")]).Write));
        StoredRecord.Check(text, text, json => Text(Written(InFolder("m", ImportedModel.FileName, json, ImportedModel.Read)!.Write)),
            ["id", "name", "imported", "files"]);
    }

    [Fact]
    public void ManifestOfACheckpoint()
    {
        var text = Text(new CheckpointManifest { Format = 1, Step = 2, Files = [new("a", 1, "h")] }.ToJson());
        StoredRecord.Check(text, text, json => Text(InFolder("c", "manifest.json", json, folder =>
            CheckpointManifest.Read(Path.Combine(folder, "manifest.json")))!.ToJson()), ["format", "step", "files"]);
    }

    [Fact]
    public void FactsOfAModelFromElsewhere()
    {
        var full = new ModelDetails
        {
            Title = "t", License = "l", Blocks = 1, EmbeddingLength = 2, FeedForwardLength = 3, Heads = 4, KeyValueHeads = 5, VocabularySize = 6, Experts = 7,
            ExpertsUsed = 8, Tokenizer = "bpe", Tensors = 9, ChatTemplate = "c",
        };
        var context = ModelJson.Default.ModelDetails;
        StoredRecord.Check(
            JsonSerializer.Serialize(full, context), JsonSerializer.Serialize(new ModelDetails(), context),
            json => JsonSerializer.Serialize(JsonSerializer.Deserialize(json, context)!, context), []);
    }

    [Fact]
    public void DefinitionOfADemo()
    {
        var basis = new DemoDefinition { Kind = ModelDemoKind.Text, ModelId = "i", ModelName = "n", FramesPerSecond = 2 };
        StoredRecord.Check(
            (basis with { Subject = "d", SlotName = "s", Prompt = "p" }).ToJson(), basis.ToJson(), json => DemoDefinition.FromJson(json).ToJson(),
            ["kind", "model_id", "model_name", "frames_per_second"]);
    }

    [Fact]
    public void DefinitionOfAServer()
    {
        var second = TimeSpan.FromSeconds(1);
        var basis = new ServerDefinition
        {
            Program = "p", ModelPath = "m", HostName = "h", Ports = new(1, 2), StartLimit = second, PollInterval = second, StopGrace = second,
            UnhealthyLimit = second, RestartLimit = 1, RestartDelay = second, IdleLimit = second, MemoryLimit = second, LogSize = 1, LogFiles = 1,
        };
        var full = basis with
        {
            ModelId = "i", ProfileName = "n", Port = 3, ContextLength = 4, GpuLayers = 5, Threads = 6, Arguments = ["a"],
        };
        StoredRecord.Check(
            full.ToJson(), basis.ToJson(), json => ServerDefinition.FromJson(json).ToJson(),
            [
                "program", "modelPath", "hostName", "ports", "startLimit", "pollInterval", "stopGrace", "unhealthyLimit", "restartLimit", "restartDelay",
                "idleLimit", "memoryLimit", "logSize", "logFiles",
            ], "ports");
    }

    [Fact]
    public void RowsOfAnOlderRegistry()
    {
        using (var connection = new RegistryConnection(place.Home.RegistryFile, create: true))
        {
            RegistryMigrations.Apply(connection, place.Home.RegistryFile, upTo: 1);
            connection.Execute(
                "INSERT INTO sessions (id, short_length, profile_name, dataset_name, dataset_id, model_id, state, step, total_steps, epoch, total_epochs, "
                + "metrics, device, created, queued) VALUES ($1, 8, 'p', 'd', 'e', $2, 'stopped', 1, 2, 3, 4, '{}', 'cpu', $3, $3)",
                TestModels.Id("s"), TestModels.Id("m"), Time);
        }
        var session = place.Open().Sessions.Get(TestModels.Id("s"));
        Assert.Equal((0, 0.0, null, SessionState.Stopped), (session.Priority, session.StepsPerSecond, session.QueuePosition, session.State));
        Assert.Equal((TestModels.Id("s")[..8], TestModels.Id("m")[..8]), (session.ShortId, session.ModelShortId));
    }

    private static string Text<T>(T record)
        where T : notnull => record is byte[] bytes ? Encoding.UTF8.GetString(bytes) : JsonSerializer.Serialize(record, Snake);

    private static byte[] Written(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }

    /// <summary>Reads a file of a folder as the store does that keeps it.</summary>
    private T? InFolder<T>(string folder, string name, string json, Func<string, T?> read)
    {
        Directory.CreateDirectory(place.File(folder));
        File.WriteAllText(place.File(folder, name), json);
        return read(place.File(folder));
    }
}
