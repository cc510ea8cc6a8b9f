using ModelOps.Core;

namespace ModelOps.Training.Tests;

/// <summary>Datasets in the form that those have which are too large for memory.</summary>
internal static class DatasetContents
{
    public static DatasetContent OnDisk(Dataset dataset) => DatasetLoader.Load(dataset, most: 0);
}
