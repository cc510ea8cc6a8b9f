using System.Globalization;

namespace ModelOps.Core;

/// <summary>How many trainings run at once: so many on the CPU, one on each GPU.</summary>
/// <param name="Cpu">Places on the CPU, 1 or more.</param>
/// <param name="Gpus">GPUs that trainings may use.</param>
internal readonly record struct ComputePlaces(int Cpu, int Gpus)
{
    /// <summary>The CPU's name as a placement; a GPU's is cuda:N.</summary>
    public const string CpuName = "cpu";
    private const string GpuPrefix = "cuda:";

    /// <summary>
    /// The place for a session that wants a device (auto, cpu, cuda, cuda:N) beside those that are taken; null where it has to wait. auto
    /// is a GPU where there is one, and never the CPU then. A GPU that isn't there is a place too: the worker says that it is missing.
    /// </summary>
    public string? Place(string wanted, IReadOnlyCollection<string> taken)
    {
        if (wanted == CpuName || (wanted == "auto" && Gpus == 0))
            return taken.Count(place => place == CpuName) < Cpu ? CpuName : null;
        if (wanted.StartsWith(GpuPrefix, StringComparison.Ordinal))
            return taken.Contains(wanted) ? null : wanted;
        return Enumerable.Range(0, Math.Max(1, Gpus)).Select(Gpu).FirstOrDefault(gpu => !taken.Contains(gpu));
    }

    public static string Gpu(int index) => GpuPrefix + index.ToString(CultureInfo.InvariantCulture);

    /// <summary>The number of a GPU's placement; null for the CPU's.</summary>
    public static int? GpuIndex(string placement) =>
        placement.StartsWith(GpuPrefix, StringComparison.Ordinal)
            ? int.Parse(placement.AsSpan(GpuPrefix.Length), CultureInfo.InvariantCulture)
            : null;
}
