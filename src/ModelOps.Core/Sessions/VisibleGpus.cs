namespace ModelOps.Core;

/// <summary>The GPUs that processes of this one's environment can use.</summary>
internal static class VisibleGpus
{
    private const string Variable = "CUDA_VISIBLE_DEVICES";

    /// <summary>How many there are: those of the driver, where CUDA_VISIBLE_DEVICES doesn't choose among them.</summary>
    public static int Count => NvidiaManagement.Shared.Driver?.Count is var devices and > 0 ? Chosen(devices.Value) : 0;

    /// <summary>CUDA's own rule: a list of numbers or UUIDs that ends at the first that is none, such as -1.</summary>
    private static int Chosen(int devices) => Environment.GetEnvironmentVariable(Variable) is { } list
        ? list.Split(',', StringSplitOptions.TrimEntries).TakeWhile(d => d.Length > 0 && !d.StartsWith('-')).Count()
        : devices;
}
