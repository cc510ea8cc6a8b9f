namespace ModelOps.Core;

/// <summary>
/// An IDX file of images and the one of their labels, as MNIST names them: train-images-idx3-ubyte(.gz) and train-labels-idx1-ubyte(.gz).
/// </summary>
internal sealed record IdxPair(string Images, string Labels)
{
    private const string ImagesWord = "images";
    private const string LabelsWord = "labels";

    /// <summary>The pair of an images file. InvalidInput ("IdxLabelsNotFound") where there is no labels file beside it.</summary>
    public static IdxPair Of(string images)
    {
        var name = Path.GetFileName(images);
        if (name.Contains(LabelsWord, StringComparison.OrdinalIgnoreCase) && !name.Contains(ImagesWord, StringComparison.OrdinalIgnoreCase))
            throw Error.Of(ErrorKind.InvalidInput, "IdxImagesWanted", images);
        var folder = Path.GetDirectoryName(Path.GetFullPath(images))!;
        var wanted = Stem(name).Replace(ImagesWord, LabelsWord, StringComparison.OrdinalIgnoreCase)
            .Replace("idx3", "idx1", StringComparison.OrdinalIgnoreCase);
        foreach (var candidate in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(candidate) != name && Stem(Path.GetFileName(candidate)).Equals(wanted, StringComparison.OrdinalIgnoreCase))
                return new IdxPair(images, candidate);
        }
        throw Error.Of(ErrorKind.InvalidInput, "IdxLabelsNotFound", images, wanted);
    }

    /// <summary>The one pair of a folder.</summary>
    public static IdxPair InFolder(string folder)
    {
        var images = Directory.EnumerateFiles(folder)
            .Where(f => Path.GetFileName(f).Contains(ImagesWord, StringComparison.OrdinalIgnoreCase) && IsIdx(f))
            .GroupBy(f => Stem(Path.GetFileName(f)), StringComparer.OrdinalIgnoreCase)
            .Select(g => g.Order(StringComparer.Ordinal).First()).Order(StringComparer.Ordinal).ToList();
        return images switch
        {
            [] => throw Error.Of(ErrorKind.InvalidInput, "DatasetFolderUnknown", folder),
            [var only] => Of(only),
            _ => throw Error.Of(ErrorKind.InvalidInput, "IdxAmbiguous", folder, string.Join(", ", images.Select(Path.GetFileName))),
        };
    }

    private static bool IsIdx(string file)
    {
        using var source = DatasetSource.Open(file);
        return source.IsIdx;
    }

    private static string Stem(string name) => name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
}
