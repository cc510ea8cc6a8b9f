namespace ModelOps.Core;

/// <summary>A whole file as one document, byte for byte.</summary>
internal static class PlainTextReader
{
    private const int PieceBytes = 1 << 18;

    public static IEnumerable<TextPiece> Read(DatasetSource source)
    {
        var buffer = new byte[PieceBytes];
        while (true)
        {
            int read = source.Stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            bool last = read < buffer.Length;
            yield return new TextPiece(buffer.AsMemory(0, read), last);
            if (last)
                yield break;
        }
    }
}
