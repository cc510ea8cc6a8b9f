namespace ModelOps.Core;

/// <summary>A folder of images: each sub-folder is a class, with its images in it or below.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Classes">Names of the sub-folders that hold images, in the order of their characters.</param>
/// <param name="Files">The images with the number of their class, in order of class and path.</param>
internal sealed record ImageFolder(string Path, IReadOnlyList<string> Classes, IReadOnlyList<(string File, int Class)> Files)
{
    private static readonly string[] Read = [".png", ".jpg", ".jpeg", ".jpe"];
    /// <summary>Pictures that would be missed: they are refused by name.</summary>
    private static readonly string[] Unread = [".gif", ".bmp", ".tif", ".tiff", ".webp", ".ppm", ".pgm", ".avif", ".heic"];
    private static readonly EnumerationOptions Below = new() { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.Hidden };

    /// <summary>Null where no sub-folder holds an image. Files of other kinds are passed over, pictures of other formats refused.</summary>
    public static ImageFolder? Find(string path)
    {
        var classes = new List<string>();
        var files = new List<(string, int)>();
        foreach (var folder in Directory.EnumerateDirectories(path, "*", new EnumerationOptions { AttributesToSkip = FileAttributes.Hidden })
            .Order(StringComparer.Ordinal))
        {
            var all = Directory.EnumerateFiles(folder, "*", Below).Order(StringComparer.Ordinal).ToList();
            var images = all.Where(f => Has(f, Read)).ToList();
            if (all.Find(f => Has(f, Unread)) is { } other)
                throw Error.Of(ErrorKind.InvalidInput, "ImageFormatUnread", other, System.IO.Path.GetExtension(other));
            if (images.Count == 0)
                continue;
            files.AddRange(images.Select(f => (f, classes.Count)));
            classes.Add(System.IO.Path.GetFileName(folder));
        }
        return classes.Count > 0 ? new ImageFolder(path, classes, files) : null;
    }

    private static bool Has(string file, string[] extensions) =>
        extensions.Contains(System.IO.Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);
}
