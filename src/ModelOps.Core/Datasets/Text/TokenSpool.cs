using System.Buffers.Binary;

namespace ModelOps.Core;

/// <summary>Puts token ids on the disk in the smallest type that holds a vocabulary: U8, U16 or I32, little-endian.</summary>
internal sealed class TokenSpool(FeatureSpool spool, int vocabulary)
{
    private readonly int _size = Size(vocabulary);
    private byte[] _bytes = new byte[1 << 16];

    /// <summary>Tokens written.</summary>
    public long Count { get; private set; }

    public void Write(List<int> ids)
    {
        int length = ids.Count * _size;
        if (_bytes.Length < length)
            _bytes = new byte[length];
        for (int i = 0; i < ids.Count; i++)
        {
            var at = _bytes.AsSpan(i * _size, _size);
            if (_size == 1)
                at[0] = (byte)ids[i];
            else if (_size == 2)
                BinaryPrimitives.WriteUInt16LittleEndian(at, (ushort)ids[i]);
            else
                BinaryPrimitives.WriteInt32LittleEndian(at, ids[i]);
        }
        spool.Write(_bytes.AsSpan(0, length));
        Count += ids.Count;
    }

    public TensorSource ToTensor() => spool.ToTensor(TypeOf(_size), _size, [Count]) with { Name = DatasetFile.Tokens };

    /// <summary>Name of the safetensors type of a vocabulary's tokens.</summary>
    public static string Type(int vocabulary) => TypeOf(Size(vocabulary));

    private static int Size(int vocabulary) => vocabulary <= 1 << 8 ? 1 : vocabulary <= 1 << 16 ? 2 : 4;

    private static string TypeOf(int size) => size == 1 ? "U8" : size == 2 ? "U16" : "I32";
}
