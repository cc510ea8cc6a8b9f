using System.Buffers.Binary;

namespace ModelOps.Core;

/// <summary>Numbers of a safetensors file's tensors, of whatever type they are.</summary>
internal static class TensorNumbers
{
    /// <summary>Reads values from <paramref name="start"/> on as float32; what 32 bits can't hold becomes infinite.</summary>
    public static void Read(SafetensorsFile file, TensorInfo tensor, long start, Span<float> values)
    {
        int size = TensorType.Size(tensor.DType);
        var bytes = new byte[checked(values.Length * size)];
        file.ReadPart(tensor.Name, start * size, bytes);
        for (int i = 0; i < values.Length; i++)
            values[i] = Number(tensor.DType, bytes.AsSpan(i * size, size));
    }

    /// <summary>Reads a whole tensor of integers.</summary>
    public static long[] ReadWhole(SafetensorsFile file, TensorInfo tensor)
    {
        int size = TensorType.Size(tensor.DType);
        var bytes = new byte[tensor.Length];
        file.Read(tensor.Name, bytes);
        var values = new long[bytes.Length / size];
        for (int i = 0; i < values.Length; i++)
            values[i] = Whole(tensor.DType, bytes.AsSpan(i * size, size));
        return values;
    }

    private static float Number(string type, ReadOnlySpan<byte> bytes) => type switch
    {
        "F32" => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        "F64" => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        "F16" => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        // bfloat16 is the higher half of a float32.
        "BF16" => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
        "U64" => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        _ => Whole(type, bytes),
    };

    private static long Whole(string type, ReadOnlySpan<byte> bytes) => type switch
    {
        "U8" => bytes[0],
        "I8" => (sbyte)bytes[0],
        "U16" => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        "I16" => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        "U32" => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        "I32" => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        "U64" or "I64" => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        _ => throw new ArgumentException($"{type} is no type of numbers.", nameof(type)),
    };
}
