using System.Reflection;
using System.Runtime.InteropServices;

namespace ModelOps.Torch;

/// <summary>
/// The accelerators of modelops_torch.cpp. With the System backend the library is always there; beside TorchSharp's packages it
/// is used only where it was compiled for the very libtorch that TorchSharp loaded.
/// </summary>
internal static unsafe partial class FusedMethods
{
    private const string Library = "modelops_torch";

    [LibraryImport(Library)]
    internal static partial byte* mo_error();

    [LibraryImport(Library)]
    internal static partial int mo_adam(
        int count, nint* parameters, nint* averages, nint* squares, double lr, double beta1, double beta2, double eps, double weightDecay,
        long step, int decoupled);

    [LibraryImport(Library)]
    internal static partial int mo_sgd(int count, nint* parameters, nint* momenta, double lr, double momentum, double weightDecay);

    [LibraryImport(Library)]
    internal static partial int mo_takes_device_rate(int optimizer);

    [LibraryImport(Library)]
    internal static partial int mo_adam_lists(
        int count, nint* parameters, nint* averages, nint* squares, nint rate, nint steps, double lr, double beta1, double beta2, double eps,
        double weightDecay, long step, int decoupled);

    [LibraryImport(Library)]
    internal static partial int mo_sgd_lists(
        int count, nint* parameters, nint* momenta, nint rate, double lr, double momentum, double weightDecay);

    [LibraryImport(Library)]
    internal static partial int mo_cuda_graphs();

    [LibraryImport(Library)]
    internal static partial int mo_cuda_own_stream(int device);

    [LibraryImport(Library)]
    internal static partial nint mo_graph_begin();

    [LibraryImport(Library)]
    internal static partial int mo_graph_end(nint graph);

    [LibraryImport(Library)]
    internal static partial int mo_graph_replay(nint graph);

    [LibraryImport(Library)]
    internal static partial void mo_graph_free(nint graph);

    [LibraryImport(Library)]
    internal static partial long mo_cuda_memory(int device);

    [LibraryImport(Library)]
    internal static partial int mo_autocast(int deviceType, int on, int type);

    [LibraryImport(Library)]
    internal static partial int mo_clip_gradients(int count, nint* parameters, double limit, out double norm);

    [LibraryImport(Library)]
    internal static partial int mo_dropout_mask(nint mask, double p, ulong key);

    [LibraryImport(Library)]
    internal static partial int mo_fused_takes(nint tensor);

    [LibraryImport(Library)]
    internal static partial int mo_fused_products();

    [LibraryImport(Library)]
    internal static partial nint mo_fused_linear(nint input, nint weight, nint bias, int relu);

    [LibraryImport(Library)]
    internal static partial nint mo_fused_gelu(nint input);

    [LibraryImport(Library)]
    internal static partial nint mo_fused_layer_norm(nint input, nint weight, nint bias, double eps);

    [LibraryImport(Library)]
    internal static partial nint mo_fused_cross_entropy(nint scores, nint targets);

    [LibraryImport(Library)]
    internal static partial nint mo_fused_embedding(nint table, nint positions, nint ids);

    [LibraryImport(Library)]
    internal static partial nint mo_fused_attention(nint input, long heads, double p, ulong key);

    /// <summary>What the last call of this thread that failed says.</summary>
    internal static string? Message => Marshal.PtrToStringUTF8((nint)mo_error());

    private static readonly Lazy<bool> available = new(CanLoad);

    /// <summary>True where the library is there for the libtorch in this process.</summary>
    internal static bool IsAvailable => available.Value;

    internal static void Check(int status)
    {
        if (status < 0)
            throw new ExternalException(Message);
    }

    /// <summary>True where the library can be loaded without bringing a second libtorch into the process.</summary>
    private static bool CanLoad() => (TorchEnvironment.Backend == "System" || IsForLoadedLibtorch())
        && NativeLibrary.TryLoad(Library, typeof(FusedMethods).Assembly, DllImportSearchPath.AssemblyDirectory, out _);

    private static bool IsForLoadedLibtorch()
    {
        var made = typeof(FusedMethods).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().ToDictionary(a => a.Key, a => a.Value);
        if (!made.TryGetValue("LibtorchPath", out string? path) || TorchEnvironment.LibraryPath is not { } loaded)
            return false;
        return loaded == path
            || (Path.GetFileName(loaded) == Path.GetFileName(path) && TorchEnvironment.Version.StartsWith(made["LibtorchVersion"]!, StringComparison.Ordinal));
    }
}
