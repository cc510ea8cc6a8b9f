namespace ModelOps.Core;

/// <summary>Reads text piece by piece into a spool file of tokens.</summary>
internal sealed class TextImporter(DatasetImport request, CancellationToken cancellation)
{
    /// <summary>Name of the tokenizer of single bytes.</summary>
    public const string Bytes = "byte";
    /// <summary>Name of byte-pair encoding, learned from the text.</summary>
    public const string Bpe = "bpe";
    public const int DefaultVocabulary = 1024;
    /// <summary>Each byte has a token, the end of a text another, and one merge at least.</summary>
    private const int LeastVocabulary = 258;
    private const int MostVocabulary = 1 << 20;
    private static readonly string[] Extensions = [".txt", ".text", ".md"];

    /// <summary>True for files that are text to model: named so, or asked for with a tokenizer or a text column.</summary>
    public static bool Takes(DatasetSource source, DatasetImport request)
    {
        if (request.TextColumn is not null || request.Tokenizer is not null)
            return true;
        var name = source.Path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? source.Path[..^3] : source.Path;
        return request.LabelColumn is null && Extensions.Contains(Path.GetExtension(name).ToLowerInvariant());
    }

    /// <summary>Reads all of a file. InvalidInput with every problem of its lines.</summary>
    public ImportedSamples Import(DatasetSource source, FeatureSpool spool)
    {
        Check();
        var tokenizer = request.Tokenizer == Bpe ? Train() : Tokenizer.OfBytes(request.TextColumn is not null);
        var tokens = new TokenSpool(spool, tokenizer.Vocabulary);
        Encode(source, tokenizer, tokens);
        if (tokens.Count == 0)
            throw Error.Of(ErrorKind.InvalidInput, "TextEmpty", request.Path);
        return new ImportedSamples
        {
            Format = request.TextColumn is null ? "text" : "jsonl",
            Samples = tokens.Count,
            Shape = [tokenizer.Vocabulary],
            Columns = request.TextColumn is { } column ? [column] : [],
            Task = Dataset.Language,
            Features = tokens.ToTensor(),
            Tokenizer = tokenizer,
        };
    }

    private void Check()
    {
        if (request.Tokenizer is not (null or Bytes or Bpe))
            throw Error.NotFound("TokenizerUnknown", request.Tokenizer, [Bytes, Bpe]);
        if (request.VocabularySize is { } size && request.Tokenizer != Bpe)
            throw Error.Of(ErrorKind.InvalidInput, "VocabularySizeNeedsBpe", size);
        if (request.VocabularySize is < LeastVocabulary or > MostVocabulary)
            throw Error.Of(ErrorKind.InvalidInput, "VocabularySizeInvalid", request.VocabularySize, LeastVocabulary, MostVocabulary);
    }

    private void Encode(DatasetSource source, Tokenizer tokenizer, TokenSpool tokens)
    {
        var encoder = new TokenizerEncoder(tokenizer);
        var ids = new List<int>();
        foreach (var piece in Pieces(source))
        {
            encoder.Write(piece.Bytes.Span, piece.Last, ids);
            if (piece.Last && tokenizer.EndOfText is { } end)
                ids.Add(end);
            tokens.Write(ids);
            ids.Clear();
            source.ReportProgress();
        }
    }

    private Tokenizer Train()
    {
        using var source = DatasetSource.Open(request.Path);
        var words = new WordCounter();
        foreach (var piece in Pieces(source).TakeWhile(_ => words.WantsMore))
            words.Add(piece.Bytes.Span, piece.Last);
        return BpeTrainer.Train(words.Counts, request.VocabularySize ?? DefaultVocabulary, request.TextColumn is not null, cancellation);
    }

    private IEnumerable<TextPiece> Pieces(DatasetSource source)
    {
        var pieces = request.TextColumn is { } column ? JsonTextReader.Read(source, column) : PlainTextReader.Read(source);
        foreach (var piece in pieces)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return piece;
        }
    }
}

/// <summary>A piece of text.</summary>
/// <param name="Bytes">Its bytes, valid until the next piece.</param>
/// <param name="Last">True where a document ends with it.</param>
internal readonly record struct TextPiece(ReadOnlyMemory<byte> Bytes, bool Last);
