using ModelOps.Core;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>The weights of classes that a profile asks for.</summary>
public static class ClassWeights
{
    /// <summary>One weight a class, float32 on the device; null where all count alike.</summary>
    public static Tensor? Of(LossSettings settings, DatasetContent content, long[] training, Device device)
    {
        int classes = content.Dataset.Classes.Count;
        if (settings.ClassWeights is { } given)
        {
            return given.Count == classes
                ? LayerModules.Placed(tensor(given.Select(w => (float)w).ToArray()), device)
                : throw Error.Of(ErrorKind.InvalidInput, "ClassWeightsDoNotFit", given.Count, content.Dataset.Name, classes);
        }
        return settings.Balanced && content.Labels is { } labels
            ? LayerModules.Placed(tensor(Balanced(labels, training, classes)), device)
            : null;
    }

    /// <summary>
    /// samples / (classes × samples of the class), as scikit-learn's "balanced"; 0 for a class that the part doesn't have.
    /// </summary>
    public static float[] Balanced(long[] labels, long[] part, int classes)
    {
        var counts = new long[classes];
        foreach (long index in part)
            counts[labels[index]]++;
        return [.. counts.Select(n => n == 0 ? 0f : (float)((double)part.Length / ((double)classes * n)))];
    }
}
