namespace ModelOps.Core;

/// <summary>The element types of the safetensors format.</summary>
internal static class TensorType
{
    /// <summary>
    /// In the reference implementation's order: a file's tensors are laid out from the last to the first, so that each is aligned.
    /// </summary>
    private static readonly (string Name, int Bytes)[] Types =
    [
        ("BOOL", 1), ("U8", 1), ("I8", 1), ("F8_E5M2", 1), ("F8_E4M3", 1), ("I16", 2), ("U16", 2), ("F16", 2), ("BF16", 2),
        ("I32", 4), ("U32", 4), ("F32", 4), ("F64", 8), ("I64", 8), ("U64", 8),
    ];

    private static readonly Dictionary<string, (int Bytes, int Rank)> ByName =
        Types.Select((t, i) => (t.Name, t.Bytes, Rank: i)).ToDictionary(t => t.Name, t => (t.Bytes, t.Rank), StringComparer.Ordinal);

    public static bool IsKnown(string name) => ByName.ContainsKey(name);

    /// <summary>Bytes an element takes.</summary>
    public static int Size(string name) => ByName[name].Bytes;

    /// <summary>Position in the layout order; greater comes first.</summary>
    public static int Rank(string name) => ByName[name].Rank;

    /// <summary>Bytes a tensor takes; null where the number doesn't fit 64 bits.</summary>
    public static long? Length(string type, IReadOnlyList<long> shape)
    {
        long length = Size(type);
        if (shape.Contains(0))
            return 0;
        foreach (long dimension in shape)
        {
            if (dimension < 0 || length > long.MaxValue / dimension)
                return null;
            length *= dimension;
        }
        return length;
    }
}
