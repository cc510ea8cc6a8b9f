using System.Buffers;
using System.Buffers.Binary;

namespace ModelOps.Core;

/// <summary>The tokens of a text dataset, read from its file where they are asked for: memory doesn't grow with the text.</summary>
public sealed class TokenSequence : IDisposable
{
    private readonly SafetensorsFile _file;
    private readonly Dataset _dataset;
    private readonly int _size;

    private TokenSequence(SafetensorsFile file, Dataset dataset, int size) => (_file, _dataset, _size) = (file, dataset, size);

    /// <summary>Number of tokens.</summary>
    public long Count => _dataset.Samples;

    /// <summary>Opens a dataset's tokens. Damaged where the file is not what the dataset's description says.</summary>
    public static TokenSequence Open(Dataset dataset)
    {
        var file = SafetensorsFile.Open(Path.Combine(dataset.Path, DatasetFile.Data));
        try
        {
            var tensor = file.Tensor(DatasetFile.Tokens);
            if (tensor.DType != TokenSpool.Type(dataset.Shape[0]) || tensor.Shape is not [var count] || count != dataset.Samples)
            {
                throw Damaged(dataset, $"its tokens are {tensor.DType} of shape [{string.Join(", ", tensor.Shape)}] "
                    + $"instead of {TokenSpool.Type(dataset.Shape[0])} of [{dataset.Samples}]");
            }
            return new TokenSequence(file, dataset, TensorType.Size(tensor.DType));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads the tokens from a position on; safe from several threads. Damaged where one is none of the vocabulary.</summary>
    public void Read(long start, Span<long> tokens)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(tokens.Length * _size);
        try
        {
            var bytes = rented.AsSpan(0, tokens.Length * _size);
            _file.ReadPart(DatasetFile.Tokens, start * _size, bytes);
            for (int i = 0; i < tokens.Length; i++)
            {
                var at = bytes[(i * _size)..];
                tokens[i] = _size == 1 ? at[0] : _size == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadInt32LittleEndian(at);
                if (tokens[i] < 0 || tokens[i] >= _dataset.Shape[0])
                    throw Damaged(_dataset, $"its token {start + i} is {tokens[i]}, but its vocabulary has {_dataset.Shape[0]}");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    public void Dispose() => _file.Dispose();

    private static ModelOpsException Damaged(Dataset dataset, string reason) =>
        Error.Of(ErrorKind.Damaged, "DatasetDamaged", dataset.Name, Path.Combine(dataset.Path, DatasetFile.Data),
            new InvalidDataException(reason + "."));
}
