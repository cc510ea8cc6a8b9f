using System.Security.Cryptography;
using System.Text;

namespace ModelOps.Core;

/// <summary>Ids of models: what one looks like, and those of models that were not trained here.</summary>
internal static class ModelIdentity
{
    private const int Length = 64;

    /// <summary>Whether a text is an id: 64 lower-case hexadecimal digits.</summary>
    public static bool IsId(string text) => text.Length == Length && text.All(char.IsAsciiHexDigitLower);

    /// <summary>
    /// The id of a model in place: of where it lies, since its content may be too much to be hashed at every look. Under the home the place
    /// is relative to it, so that a home that was moved has the same ids.
    /// </summary>
    public static string OfPlace(ModelOpsHome home, string path) => Hash("place\n" + home.ToStored(path));

    /// <summary>The id of a model that was copied into the home: of its files' names and hashes.</summary>
    public static string OfContent(IEnumerable<(string Name, string Sha256)> files) => Hash("content\n" + Lines(files));

    /// <summary>One hash for all the files of weights: that of a single file itself.</summary>
    public static string OfFiles(IReadOnlyList<(string Name, string Sha256)> files) =>
        files.Count == 1 ? files[0].Sha256 : Hash(Lines(files));

    private static string Lines(IEnumerable<(string Name, string Sha256)> files) =>
        string.Concat(files.Select(f => $"{f.Sha256}  {f.Name}\n"));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
