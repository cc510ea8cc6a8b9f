using ModelOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>Moves tensors between a device and safetensors files.</summary>
public static class TensorFiles
{
    /// <summary>What a safetensors file is written from. Bytes are taken when it is written.</summary>
    public static IReadOnlyList<TensorSource> Sources(IEnumerable<KeyValuePair<string, Tensor>> tensors) =>
        [.. tensors.Select(t => Source(t.Key, t.Value))];

    /// <summary>
    /// Fills tensors with those of the same names in a file. Damaged ("WeightsDoNotFit") where one is missing, has another shape or
    /// type, or the file holds others.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">What to fill.</param>
    /// <param name="aliases">Second names of tensors, which an exported file has too.</param>
    public static void Load(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? aliases = null)
    {
        using var file = SafetensorsFile.Open(path);
        if (file.Tensors.Keys.FirstOrDefault(name => !tensors.ContainsKey(name) && aliases?.ContainsKey(name) != true) is { } stranger)
            throw Misfit(path, stranger, "a tensor", "none of that name");
        using var ungraded = no_grad();
        foreach (var (name, tensor) in tensors)
        {
            string wanted = Text(Type(tensor), tensor.shape);
            if (!file.Tensors.TryGetValue(name, out var info))
                throw Misfit(path, name, "nothing", wanted);
            if (Text(info.DType, info.Shape) is var found && found != wanted)
                throw Misfit(path, name, found, wanted);
            Read(file, name, tensor);
        }
    }

    private static TensorSource Source(string name, Tensor tensor) =>
        new(name, Type(tensor), tensor.shape, tensor.numel() * tensor.element_size(), stream =>
        {
            using var host = tensor.detach().cpu();
            using var dense = host.contiguous();
            stream.Write(dense.bytes);
        });

    private static void Read(SafetensorsFile file, string name, Tensor tensor)
    {
        using var host = empty(tensor.shape, tensor.dtype);
        file.Read(name, host.bytes);
        tensor.copy_(host);
    }

    private static string Type(Tensor tensor) => tensor.dtype switch
    {
        ScalarType.Float32 => "F32",
        ScalarType.Int64 => "I64",
        var other => throw new ArgumentException($"A tensor of type {other} is not kept in files."),
    };

    private static string Text(string type, IReadOnlyList<long> shape) => $"{type} [{string.Join(", ", shape)}]";

    private static ModelOpsException Misfit(string path, string tensor, string found, string wanted) =>
        Error.Of(ErrorKind.Damaged, "WeightsDoNotFit", path, tensor, found, wanted);
}
