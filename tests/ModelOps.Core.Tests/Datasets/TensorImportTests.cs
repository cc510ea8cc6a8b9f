namespace ModelOps.Core.Tests.Datasets;

public sealed class TensorImportTests : IDisposable
{
    private readonly TempHome _home = new();
    private readonly Workspace _workspace;

    public TensorImportTests() => _workspace = _home.Open();

    public void Dispose() => _home.Dispose();

    private static TensorSource Of<T>(string name, string type, long[] shape, params T[] values)
        where T : unmanaged => TensorSource.Of<T>(name, type, shape, values);

    private Dataset Import(bool regress, params TensorSource[] tensors)
    {
        var path = _home.File("t.safetensors");
        AtomicFile.Write(path, stream => SafetensorsFile.Write(stream, tensors));
        return _workspace.Datasets.Import(new DatasetImport { Path = path, Regress = regress, Force = true });
    }

    [Theory]
    [InlineData("F32")]
    [InlineData("F64")]
    [InlineData("I16")]
    [InlineData("I64")]
    public void Numbers_of_any_type_are_read(string type)
    {
        double[] values = [1, -2, 3, 4, 5, 6];
        long[] shape = [3, 2];
        var features = type switch
        {
            "F32" => Of("features", type, shape, [.. values.Select(v => (float)v)]),
            "F64" => Of("features", type, shape, values),
            "I16" => Of("features", type, shape, [.. values.Select(v => (short)v)]),
            _ => Of("features", type, shape, [.. values.Select(v => (long)v)]),
        };
        var dataset = Import(false, features, Of("labels", "I32", [3, 1], 7, -1, 7));
        Assert.Equal(("t", "safetensors", 3L, Dataset.Classify), (dataset.Name, dataset.Format, dataset.Samples, dataset.Task));
        Assert.Equal(["-1", "7"], dataset.Classes);
        var content = _workspace.Datasets.Load(dataset);
        Assert.Equal([1, -2, 3, 4, 5, 6], content.Features);
        Assert.Equal([1, 0, 1], content.Labels!);
    }

    [Fact]
    public void Images_of_bytes_stay_bytes_and_targets_are_regressed()
    {
        var dataset = Import(
            false, Of<byte>("features", "U8", [2, 1, 2, 2], 0, 50, 100, 255, 1, 2, 3, 4), Of("targets", "F32", [2], 0.5f, 1.5f));
        Assert.Equal([1, 2, 2], dataset.Shape);
        Assert.Equal(Dataset.Regress, dataset.Task);
        Assert.Equal(255, _workspace.Datasets.Load(dataset).Features[3]);
        Assert.Equal([0.5f, 1.5f], _workspace.Datasets.Load(dataset).Targets!);
        using var stored = SafetensorsFile.Open(Path.Combine(dataset.Path, "data.safetensors"));
        Assert.Equal("U8", stored.Tensor("features").DType);
    }

    [Fact]
    public void Labels_are_regressed_on_request() =>
        Assert.Equal(Dataset.Regress, Import(true, Of("features", "F32", [2, 1], 1f, 2f), Of<long>("labels", "I64", [2], 3, 4)).Task);

    public static TheoryData<string, TensorSource[]> Bad => new()
    {
        { "no tensor 'features'", [Of<long>("labels", "I64", [2], 0, 1)] },
        { "no tensor 'targets'", [Of("features", "F32", [2, 1], 1f, 2f)] },
        { "instead of [2]", [Of("features", "F32", [2, 1], 1f, 2f), Of<long>("labels", "I64", [3], 0, 1, 2)] },
        { "of type F32", [Of("features", "F32", [2, 1], 1f, 2f), Of("labels", "F32", [2], 0f, 1f)] },
        { "'features' of sample 1", [Of("features", "F32", [2, 1], 1f, float.NaN), Of<long>("labels", "I64", [2], 0, 1)] },
        { "'targets' of sample 0", [Of("features", "F32", [2, 1], 1f, 2f), Of("targets", "F64", [2], 1e300, 1)] },
        { "has shape [1, 1, 1, 1, 1]", [Of("features", "F32", [1, 1, 1, 1, 1], 1f), Of<long>("labels", "I64", [1], 0)] },
        { "has shape []", [Of("features", "F32", [], 1f), Of<long>("labels", "I64", [1], 0)] },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_does_not_fit_is_named(string reason, TensorSource[] tensors)
    {
        var error = Assert.Throws<ModelOpsException>(() => Import(false, tensors));
        Assert.Equal((ErrorKind.InvalidInput, "DatasetTensorsInvalid"), (error.Kind, error.ErrorId));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Empty(_workspace.Datasets.Find());
    }
}
