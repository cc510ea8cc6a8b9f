namespace ModelOps.Core;

/// <summary>Finds out what a file or folder is, and reads its samples.</summary>
internal static class DatasetImporter
{
    /// <summary>Features go to the spool; the rest is in the result.</summary>
    public static ImportedSamples Read(
        DatasetImport request, FeatureSpool spool, IProgress<double>? progress, CancellationToken cancellation)
    {
        if (!File.Exists(request.Path) && !Directory.Exists(request.Path))
            throw Error.Of(ErrorKind.NotFound, "DatasetFileNotFound", request.Path);
        try
        {
            if (Directory.Exists(request.Path))
            {
                return ImageFolder.Find(request.Path) is { } images
                    ? ImageFolderImporter.Import(images, request, spool, progress, cancellation)
                    : IdxImporter.Import(IdxPair.InFolder(request.Path), spool, progress, cancellation);
            }
            using var source = DatasetSource.Open(request.Path, progress);
            if (source.IsIdx)
                return IdxImporter.Import(IdxPair.Of(request.Path), spool, progress, cancellation);
            if (TensorImporter.Takes(source))
                return TensorImporter.Import(request, spool, progress, cancellation);
            if (!source.IsText)
                throw Error.Of(ErrorKind.InvalidInput, "DatasetFormatUnknown", request.Path);
            if (TextImporter.Takes(source, request))
                return new TextImporter(request, cancellation).Import(source, spool);
            return source.IsJsonLines
                ? JsonlImporter.Import(source, request, spool, cancellation)
                : TableImporter.Import(source, request, spool, cancellation);
        }
        catch (Exception e) when (e is InvalidDataException)
        {
            throw DatasetSource.Readable(request.Path, e);
        }
    }
}
