namespace ModelOps.Core;

/// <summary>The GPUs that processes of this one's environment can use.</summary>
internal static class VisibleGpus
{
    private const string Variable = "CUDA_VISIBLE_DEVICES";

    /// <summary>How many there are: those of the driver, where CUDA_VISIBLE_DEVICES doesn't choose among them.</summary>
    public static int Count => NvidiaManagement.Shared.Driver?.Count is var devices and > 0 ? Chosen(devices.Value) : 0;

    /// <summary>
    /// The maker's name of the GPU that CUDA counts as <paramref name="number"/>; null where it can't be told: with GPUs of several models,
    /// CUDA counts the fastest one first unless CUDA_DEVICE_ORDER is PCI_BUS_ID or CUDA_VISIBLE_DEVICES names UUIDs.
    /// </summary>
    public static string? Model(NvidiaManagement? driver, int number, Func<string, string?> variable)
    {
        var gpus = driver?.Gpus() ?? [];
        if (gpus.Select(g => g.Name).Distinct().Count() <= 1)
            return gpus.FirstOrDefault()?.Name;
        var chosen = variable(Variable)?.Split(',', StringSplitOptions.TrimEntries) ?? [.. gpus.Select(g => $"{g.Index}")];
        var wanted = chosen.ElementAtOrDefault(number) ?? "";
        bool isOrdered = variable("CUDA_DEVICE_ORDER") == "PCI_BUS_ID";
        return gpus.FirstOrDefault(g => int.TryParse(wanted, out int index)
            ? isOrdered && g.Index == index
            : wanted.Length > 0 && g.Uuid?.StartsWith(wanted, StringComparison.Ordinal) == true)?.Name;
    }

    /// <summary>CUDA's own rule: a list of numbers or UUIDs that ends at the first that is none, such as -1.</summary>
    private static int Chosen(int devices) => Environment.GetEnvironmentVariable(Variable) is { } list
        ? list.Split(',', StringSplitOptions.TrimEntries).TakeWhile(d => d.Length > 0 && !d.StartsWith('-')).Count()
        : devices;
}
