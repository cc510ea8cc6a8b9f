using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ModelOps.Core;

namespace ModelOps.Host.Quickstart;

/// <summary>SHA-256 over the tensors of a safetensors file alone (names, shapes, bytes), whatever its metadata says.</summary>
internal static class WeightsHash
{
    public static string Of(string path)
    {
        using var file = SafetensorsFile.Open(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[8];
        foreach (var tensor in file.Tensors.Values.OrderBy(t => t.Name, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{tensor.Name}\n{tensor.DType}\n"));
            foreach (long dimension in tensor.Shape)
            {
                BinaryPrimitives.WriteInt64LittleEndian(number, dimension);
                hash.AppendData(number);
            }
            var bytes = new byte[tensor.Length];
            file.Read(tensor.Name, bytes);
            hash.AppendData(bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
