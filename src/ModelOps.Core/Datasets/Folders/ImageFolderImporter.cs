namespace ModelOps.Core;

/// <summary>
/// Reads a folder of images into samples of one size: bytes, [channels, height, width]. All headers are looked at first, so that what
/// doesn't fit is known before the first picture is decoded.
/// </summary>
internal sealed class ImageFolderImporter
{
    /// <summary>Pictures decoded side by side before they are written in order.</summary>
    private const int Chunk = 64;
    /// <summary>Share of the work that is spent on headers.</summary>
    private const double HeaderShare = 0.1;
    private readonly ImageFolder _folder;
    private readonly DatasetImport _request;
    private readonly FolderProblems _problems;
    private readonly IProgress<double>? _progress;
    private readonly CancellationToken _cancellation;
    private int _width;
    private int _height;
    private int _channels;

    private ImageFolderImporter(ImageFolder folder, DatasetImport request, IProgress<double>? progress, CancellationToken cancellation)
    {
        (_folder, _request, _progress, _cancellation) = (folder, request, progress, cancellation);
        _problems = new FolderProblems(folder.Path);
    }

    /// <summary>
    /// InvalidInput ("ImagesInvalid") with the files that can't be read; "ImageSizesDiffer" where sizes differ and none is asked for.
    /// </summary>
    public static ImportedSamples Import(
        ImageFolder folder, DatasetImport request, FeatureSpool spool, IProgress<double>? progress, CancellationToken cancellation) =>
        new ImageFolderImporter(folder, request, progress, cancellation).Run(spool);

    private ImportedSamples Run(FeatureSpool spool)
    {
        ReadHeaders();
        var labels = new long[_folder.Files.Count];
        for (int start = 0; start < labels.Length; start += Chunk)
        {
            var part = _folder.Files.Skip(start).Take(Chunk).ToList();
            var planes = part.AsParallel().AsOrdered().WithCancellation(_cancellation).Select(f => Decode(f.File)).ToList();
            for (int i = 0; i < part.Count; i++)
            {
                spool.Write(planes[i]);
                labels[start + i] = part[i].Class;
            }
            _progress?.Report(HeaderShare + (1 - HeaderShare) * (start + part.Count) / labels.Length);
        }
        _problems.ThrowIfAny();
        return new ImportedSamples
        {
            Format = "images",
            Samples = labels.Length,
            Shape = [_channels, _height, _width],
            LabelColumn = "folder",
            Classes = _folder.Classes,
            Task = Dataset.Classify,
            Features = spool.ToTensor("U8", sizeof(byte), [labels.Length, _channels, _height, _width]),
            Labels = TensorSource.Of<long>(DatasetFile.Labels, "I64", [labels.Length], labels),
        };
    }

    private void ReadHeaders()
    {
        (string File, ImageHeader Header)? first = null;
        bool isGrey = true;
        for (int i = 0; i < _folder.Files.Count; i++)
        {
            var file = _folder.Files[i].File;
            if (i % Chunk == 0)
            {
                _cancellation.ThrowIfCancellationRequested();
                _progress?.Report(HeaderShare * i / _folder.Files.Count);
            }
            if (_problems.Try(file, () => ImageReader.ReadHeader(file)) is not { Width: > 0 } header)
                continue;
            isGrey &= header.Channels == 1;
            first ??= (file, header);
            if (_request.ImageSize is null && (header.Width, header.Height) != (first.Value.Header.Width, first.Value.Header.Height))
                throw SizesDiffer(first.Value.File, first.Value.Header, file, header);
        }
        _problems.ThrowIfAny();
        var size = _request.ImageSize ?? new ImageSize(first!.Value.Header.Height, first.Value.Header.Width);
        (_width, _height) = (size.Width, size.Height);
        _channels = _request.ImageChannels ?? (isGrey ? 1 : 3);
    }

    private byte[] Decode(string file)
    {
        var planes = new byte[_channels * _height * _width];
        _problems.Try(file, () =>
        {
            ImageScaler.Resize(ImageReader.Read(file).WithChannels(_channels), _width, _height).WritePlanes(planes);
            return true;
        });
        return planes;
    }

    private ModelOpsException SizesDiffer(string first, ImageHeader a, string other, ImageHeader b) => Error.Of(
        ErrorKind.InvalidInput, "ImageSizesDiffer",
        Path.GetRelativePath(_folder.Path, first), $"{a.Width} × {a.Height}", Path.GetRelativePath(_folder.Path, other),
        $"{b.Width} × {b.Height}");
}
