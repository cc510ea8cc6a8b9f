using TorchSharp;

namespace ModelOps.Torch;

/// <summary>What stands behind TorchSharp's API in this build and process.</summary>
public static class TorchEnvironment
{
    /// <summary>"System" or "TorchSharp": the value of TorchBackend that this was built with.</summary>
    public static string Backend =>
#if SYSTEM_TORCH
        "System";
#else
        "TorchSharp";
#endif

    /// <summary>libtorch's version, as the backend gives it.</summary>
    public static string Version => torch.__version__;

    /// <summary>The file of the libtorch that is loaded; null where the system doesn't tell.</summary>
    public static string? LibraryPath
    {
        get
        {
            Load();
            return LoadedLibraries.Paths().FirstOrDefault(p => Path.GetFileName(p).StartsWith("libtorch_cpu", StringComparison.Ordinal));
        }
    }

    /// <summary>The BLAS that libtorch loaded.</summary>
    public static BlasLibrary Blas
    {
        get
        {
            Load();
            return BlasLibrary.Among(LoadedLibraries.Paths());
        }
    }

    /// <summary>Sees to it that libtorch is in the process.</summary>
    private static void Load() => torch.get_num_threads();
}
