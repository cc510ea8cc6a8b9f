using System.Text;

namespace ModelOps.Core;

/// <summary>
/// The printable character that stands for each byte in a tokenizer's file: bytes that print are themselves, the others follow from U+0100
/// on (Radford et al. 2019, GPT-2's bytes_to_unicode).
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Characters = Make();
    private static readonly Dictionary<char, byte> Bytes = Characters.Select((c, i) => (c, (byte)i)).ToDictionary();

    public static string Text(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (byte value in bytes)
            text.Append(Characters[value]);
        return text.ToString();
    }

    /// <summary>The bytes of a text of this alphabet; null where it has another character.</summary>
    public static byte[]? Read(string text)
    {
        var bytes = new byte[text.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            if (!Bytes.TryGetValue(text[i], out bytes[i]))
                return null;
        }
        return bytes;
    }

    private static char[] Make()
    {
        var characters = new char[256];
        int next = 256;
        for (int i = 0; i < characters.Length; i++)
            characters[i] = i is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF) ? (char)i : (char)next++;
        return characters;
    }
}
