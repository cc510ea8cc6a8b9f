namespace ModelOps.Core.Tests;

/// <summary>Models with real files: weights of a small network, its configuration and profile.</summary>
internal static class RealModel
{
    public static readonly MlpSpecification Network = new() { Hidden = [5] };

    public static ModelConfiguration Configuration(string id, long step = 7) => new()
    {
        ModelId = id,
        Name = "digits",
        Network = Network,
        InputShape = [4],
        Outputs = 3,
        Task = Dataset.Classify,
        Classes = ["a", "b", "c"],
        DatasetName = "iris",
        Step = step,
        Epoch = 2,
        Metrics = new Dictionary<string, double> { ["validation_accuracy"] = 0.5 },
    };

    /// <summary>A completed model, registered.</summary>
    public static Model Add(Workspace workspace, string id, float value = 1)
    {
        var folder = workspace.Home.Model(Network.Family, id);
        Directory.CreateDirectory(folder);
        var weights = Path.Combine(folder, "model.safetensors");
        AtomicFile.Write(weights, stream => WriteWeights(stream, value));
        WriteTexts(folder, id);
        return TestModels.Add(workspace, TestModels.Create(workspace.Home, id, network: Network.Family) with
        {
            Sha256 = FileHash.Sha256(weights),
            SizeBytes = new FileInfo(weights).Length,
        });
    }

    /// <summary>A model whose session is in training, with checkpoints after the steps given.</summary>
    public static Model AddInTraining(Workspace workspace, string id, string sessionId, params long[] steps)
    {
        Directory.CreateDirectory(workspace.Home.Session(sessionId));
        File.WriteAllText(Path.Combine(workspace.Home.Session(sessionId), "profile.yaml"), Profile);
        foreach (long step in steps)
            WriteCheckpoint(workspace, id, sessionId, step);
        return TestModels.Add(workspace, TestModels.Create(workspace.Home, id, state: ModelState.Interrupted, network: Network.Family) with
        {
            Sha256 = null, SizeBytes = 0, SessionId = sessionId, Metrics = new Dictionary<string, double>(),
        });
    }

    /// <summary>A checkpoint whose weights are all the number of its step.</summary>
    public static Checkpoint WriteCheckpoint(Workspace workspace, string id, string sessionId, long step) =>
        new CheckpointStore(workspace.Home.Checkpoints(sessionId)).Write(step,
        [
            ("model.safetensors", stream => WriteWeights(stream, step)),
            ("config.json", stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(Configuration(id, step).ToJson()))),
            ("state.json", stream => stream.Write("{}"u8)),
        ]);

    public static void WriteWeights(Stream stream, float value)
    {
        var tensors = Configuration("").Plan().Tensors.Select(t =>
            TensorSource.Of<float>(
                t.Name, "F32", t.Shape, Enumerable.Repeat(value, (int)t.Shape.Aggregate(1L, (a, b) => a * b)).ToArray()));
        SafetensorsFile.Write(stream, tensors.ToList());
    }

    /// <summary>The one value that all of a file's weights have.</summary>
    public static float ValueOf(string weights)
    {
        using var file = SafetensorsFile.Open(weights);
        var values = file.Tensors.Values.SelectMany(t =>
        {
            var data = new float[t.Length / sizeof(float)];
            file.Read<float>(t.Name, data);
            return data;
        });
        return Assert.Single(values.Distinct());
    }

    private static string Profile => ProfileStore.ToYaml(new TrainingProfile { Name = "digits-mlp", Network = Network });

    private static void WriteTexts(string folder, string id)
    {
        File.WriteAllText(Path.Combine(folder, "config.json"), Configuration(id).ToJson());
        File.WriteAllText(Path.Combine(folder, "profile.yaml"), Profile);
    }
}
