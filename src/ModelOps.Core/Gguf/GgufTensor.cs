namespace ModelOps.Core;

/// <summary>One tensor of a GGUF file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Dimensions as the file has them: the innermost first, the other way round than PyTorch's.</param>
/// <param name="Elements">Number of values.</param>
/// <param name="Offset">Where its bytes begin, from the beginning of the data.</param>
/// <param name="Bytes">How many bytes it has; null where its type is unknown.</param>
internal sealed record GgufTensor(string Name, GgmlType Type, IReadOnlyList<long> Shape, long Elements, long Offset, long? Bytes);
