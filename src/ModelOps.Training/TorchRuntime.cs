using System.Globalization;
using System.Runtime.Intrinsics.X86;
using ModelOps.Core;
using ModelOps.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>The libtorch of this process: its threads, its devices, and the facts that a result depends on.</summary>
public static class TorchRuntime
{
    /// <summary>CPU threads a profile asks for: as many as the machine has cores for 0.</summary>
    public static int Threads(TrainingProfile profile) => profile.Threads > 0 ? profile.Threads : Environment.ProcessorCount;

    /// <summary>Loads libtorch, on any thread: it takes a good part of a second the first time.</summary>
    public static void Preload() => zeros(1).Dispose();

    /// <summary>Sets libtorch's CPU threads, for the thread that calls it.</summary>
    public static void SetThreads(int threads) => set_num_threads(threads);

    /// <summary>
    /// The device a profile names: cuda is the GPU of <paramref name="placement"/> (cuda:N), by default the first, and auto too where there
    /// is one. Unavailable ("DeviceUnavailable") where it isn't there.
    /// </summary>
    public static Device ChooseDevice(string name, string? placement = null)
    {
        if (name == "cpu" || (name == "auto" && !cuda.is_available()))
            return device("cpu");
        string wanted = name is not ("auto" or "cuda") ? name : placement is { } place
            && place.StartsWith("cuda:", StringComparison.Ordinal) ? place : "cuda:0";
        string index = wanted["cuda:".Length..];
        int count = cuda.is_available() ? cuda.device_count() : 0;
        return int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < count
            ? device($"cuda:{number}")
            : throw Error.Of(ErrorKind.Unavailable, "DeviceUnavailable", name, count);
    }

    /// <summary>What a run's result is a function of, besides its inputs.</summary>
    public static RunFacts Facts(TrainingJob job, Device device, Optimizer optimizer, string precision) => new(
        ProfileFingerprint.Of(job.Profile), job.Data.Dataset.Id, __version__, Threads(job.Profile), device.ToString(), Processor(),
        optimizer.Way switch { StepWay.Fused => "fused", StepWay.Lists => "lists", _ => "tensor operations" }, precision,
        Layers(device), device.type == DeviceType.CPU ? TorchEnvironment.Blas.Name : "", TorchEnvironment.Backend,
        ComputeDevices.GpuModel(device.ToString()) ?? "");

    private static string Layers(Device device)
    {
        using var probe = zeros([1], ScalarType.Float32, device);
        return FusedLayers.Takes(probe) ? $"fused nodes with the products of {FusedLayers.Products}" : "single operators";
    }

    private static string Processor()
    {
        string level = Avx512BW.IsSupported ? "avx512" : Avx2.IsSupported ? "avx2" : "base";
        return Environment.GetEnvironmentVariable("OPENBLAS_CORETYPE") is { Length: > 0 } core
            ? $"{level}/{core.ToLowerInvariant()}"
            : level;
    }
}
