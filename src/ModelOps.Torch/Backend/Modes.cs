using static ModelOps.Torch.Interop.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>libtorch's version.</summary>
    public static string __version__ => System.Runtime.InteropServices.Marshal.PtrToStringUTF8(VersionPointer())!;

    /// <summary>Turns the recording of operations for gradients off on this thread, until the result is disposed of.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static bool is_grad_enabled() => mo_grad_mode() != 0;

    /// <summary>As <see cref="no_grad"/>, and tensors made meanwhile can't take part in gradients later: less to keep track of.</summary>
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    public static bool is_inference_mode_enabled() => mo_inference_mode() != 0;

    /// <summary>Threads that an operator may use.</summary>
    public static int get_num_threads() => mo_threads();

    public static void set_num_threads(int num) => Checked(mo_set_threads(num));

    private static unsafe nint VersionPointer() => (nint)mo_version();

    private sealed class GradMode : IDisposable
    {
        private readonly int before = mo_grad_mode();

        public GradMode(bool on) => mo_set_grad_mode(on ? 1 : 0);

        public void Dispose() => mo_set_grad_mode(before);
    }

    private sealed class InferenceMode(bool on) : IDisposable
    {
        private nint guard = mo_inference_enter(on ? 1 : 0);

        public void Dispose()
        {
            if (guard != 0)
                mo_inference_leave(guard);
            guard = 0;
        }
    }
}
