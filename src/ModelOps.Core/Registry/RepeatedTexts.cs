using System.Text;

namespace ModelOps.Core;

/// <summary>
/// Gives the same string for the same bytes where they come again soon: a small table in which a newer text displaces an older.
/// </summary>
internal sealed class RepeatedTexts
{
    private const int Size = 256;
    private const int LongestKept = 64;

    private readonly (byte[] Bytes, string Text)[] table = new (byte[], string)[Size];

    public string Get(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > LongestKept)
            return Encoding.UTF8.GetString(bytes);
        uint hash = 2166136261;
        foreach (byte b in bytes)
            hash = (hash ^ b) * 16777619;
        ref var entry = ref table[(hash ^ (hash >> 16)) % Size];
        if (entry.Bytes is null || !bytes.SequenceEqual(entry.Bytes))
            entry = (bytes.ToArray(), Encoding.UTF8.GetString(bytes));
        return entry.Text;
    }
}
