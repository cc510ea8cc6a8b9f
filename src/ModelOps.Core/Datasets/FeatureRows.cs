using System.IO.MemoryMappedFiles;

namespace ModelOps.Core;

/// <summary>A dataset's features, one sample at a time. Safe from several threads.</summary>
public abstract class FeatureRows : IDisposable
{
    /// <summary>Values in a sample.</summary>
    public abstract int Width { get; }

    /// <summary>Reads a sample's values, as many as <see cref="Width"/>.</summary>
    public abstract void Read(long sample, Span<float> values);

    /// <summary>Those of a dataset: in memory where they are, else mapped from its file.</summary>
    public static FeatureRows Of(DatasetContent content) => content.FeaturesOnDisk
        ? new MappedRows(content.Dataset)
        : new MemoryRows(content.Features, checked((int)(content.Features.LongLength / content.Dataset.Samples)));

    public virtual void Dispose() => GC.SuppressFinalize(this);

    private sealed class MemoryRows(float[] features, int width) : FeatureRows
    {
        public override int Width => width;

        public override void Read(long sample, Span<float> values) => features.AsSpan(checked((int)(sample * width)), width).CopyTo(values);
    }

    /// <summary>Mapped, so that the system keeps as much of the file in memory as there is room for, whatever its size.</summary>
    private sealed class MappedRows : FeatureRows
    {
        private readonly MemoryMappedFile _file;
        private readonly MemoryMappedViewAccessor _view;
        private readonly bool _bytes;

        public MappedRows(Dataset dataset)
        {
            using var reader = DatasetReader.Open(dataset);
            Width = checked((int)reader.Width);
            var features = reader.Features;
            _bytes = features.DType == "U8";
            _file = MemoryMappedFile.CreateFromFile(reader.Path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            _view = _file.CreateViewAccessor(features.Offset, features.Length, MemoryMappedFileAccess.Read);
        }

        public override int Width { get; }

        public override void Read(long sample, Span<float> values)
        {
            ulong start = (ulong)(_view.PointerOffset + sample * Width * (_bytes ? 1 : sizeof(float)));
            if (!_bytes)
            {
                _view.SafeMemoryMappedViewHandle.ReadSpan(start, values);
                return;
            }
            Span<byte> bytes = stackalloc byte[1024];
            for (int at = 0; at < values.Length; at += bytes.Length)
            {
                var part = bytes[..Math.Min(bytes.Length, values.Length - at)];
                _view.SafeMemoryMappedViewHandle.ReadSpan(start + (ulong)at, part);
                for (int i = 0; i < part.Length; i++)
                    values[at + i] = part[i];
            }
        }

        public override void Dispose()
        {
            _view.Dispose();
            _file.Dispose();
            base.Dispose();
        }
    }
}
