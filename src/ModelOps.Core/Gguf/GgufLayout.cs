namespace ModelOps.Core;

/// <summary>Checks where a file says its tensors lie, as strictly as ggml does when it loads one.</summary>
internal static class GgufLayout
{
    /// <summary>
    /// Tensors follow one another in their order, each at the next multiple of <paramref name="alignment"/>, and end within the file.
    /// From a type whose size isn't known on, only that they begin within the file can be said.
    /// </summary>
    public static void Check(string path, IReadOnlyList<GgufTensor> tensors, long dataStart, long alignment, long fileLength)
    {
        Int128 expected = 0;
        foreach (var tensor in tensors)
        {
            if (tensor.Offset != expected)
                throw GgufReader.Damaged(
                    path, $"the tensor '{tensor.Name}' begins {tensor.Offset} bytes into the data, but those before it end at {expected}");
            if (tensor.Bytes is not { } bytes)
                break;
            expected += bytes;
            if (dataStart + expected > fileLength)
                throw GgufReader.Damaged(
                    path, $"it is cut short: it has {fileLength} bytes, the tensor '{tensor.Name}' ends at {dataStart + expected}");
            expected = (expected + alignment - 1) / alignment * alignment;
        }
        if (dataStart > fileLength && tensors.Count > 0)
            throw GgufReader.Damaged(path, $"it is cut short: it has {fileLength} bytes, its weights begin at {dataStart}");
    }
}
