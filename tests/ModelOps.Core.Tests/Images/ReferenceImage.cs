using System.Text.Json;

namespace ModelOps.Core.Tests.Images;

/// <summary>A file of reference-images.json and the SHA-256 of the pixels that Pillow decodes from it.</summary>
internal sealed record ReferenceImage(string Name, int Width, int Height, int Channels, string Sha256, byte[] File, bool Resized)
{
    public static IReadOnlyList<ReferenceImage> All { get; } = Read();

    public static ReferenceImage Of(string name) => All.Single(i => i.Name == name);

    private static List<ReferenceImage> Read()
    {
        using var stream = typeof(ReferenceImage).Assembly.GetManifestResourceStream("reference-images.json")!;
        return JsonSerializer.Deserialize<List<ReferenceImage>>(stream, JsonSerializerOptions.Web)!;
    }
}
