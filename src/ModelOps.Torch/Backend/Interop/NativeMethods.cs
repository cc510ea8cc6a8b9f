using System.Runtime.InteropServices;

namespace ModelOps.Torch.Interop;

/// <summary>
/// The C interface of modelops_torch.cpp. Functions that only read a field of a tensor skip the switch of the garbage collector's
/// mode: they take nanoseconds and never wait.
/// </summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = "modelops_torch";

    [LibraryImport(Library)]
    internal static partial byte* mo_error();

    [LibraryImport(Library)]
    internal static partial byte* mo_version();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint mo_operator(string name, string overload);

    [LibraryImport(Library)]
    internal static partial int mo_call(nint op, NativeValue* arguments, int count, NativeValue* results, int capacity);

    [LibraryImport(Library)]
    internal static partial void mo_free(nint handles);

    [LibraryImport(Library)]
    internal static partial void mo_tensor_free(nint tensor);

    [LibraryImport(Library)]
    internal static partial nint mo_tensor_alias(nint tensor);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial long mo_tensor_dim(nint tensor);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial long mo_tensor_numel(nint tensor);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int mo_tensor_dtype(nint tensor);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial long mo_tensor_device(nint tensor);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial long mo_tensor_item_size(nint tensor);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int mo_tensor_contiguous(nint tensor);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int mo_tensor_leaf(nint tensor);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int mo_tensor_requires_grad(nint tensor);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial void mo_tensor_shape(nint tensor, long* sizes, long* strides);

    [LibraryImport(Library)]
    internal static partial nint mo_tensor_data(nint tensor);

    [LibraryImport(Library)]
    internal static partial int mo_tensor_set_requires_grad(nint tensor, int on);

    [LibraryImport(Library)]
    internal static partial nint mo_tensor_grad(nint tensor);

    [LibraryImport(Library)]
    internal static partial int mo_tensor_set_grad(nint tensor, nint grad);

    [LibraryImport(Library)]
    internal static partial int mo_backward(nint tensor, nint gradient, int keepGraph, int createGraph);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int mo_grad_mode();

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial void mo_set_grad_mode(int on);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int mo_inference_mode();

    [LibraryImport(Library)]
    internal static partial nint mo_inference_enter(int on);

    [LibraryImport(Library)]
    internal static partial void mo_inference_leave(nint guard);

    [LibraryImport(Library)]
    internal static partial int mo_manual_seed(ulong seed);

    [LibraryImport(Library)]
    internal static partial nint mo_generator_default(long device);

    [LibraryImport(Library)]
    internal static partial nint mo_generator_new(long device, ulong seed);

    [LibraryImport(Library)]
    internal static partial void mo_generator_free(nint generator);

    [LibraryImport(Library)]
    internal static partial ulong mo_generator_seed(nint generator);

    [LibraryImport(Library)]
    internal static partial long mo_generator_device(nint generator);

    [LibraryImport(Library)]
    internal static partial int mo_generator_set_seed(nint generator, ulong seed);

    [LibraryImport(Library)]
    internal static partial nint mo_generator_state(nint generator);

    [LibraryImport(Library)]
    internal static partial int mo_generator_set_state(nint generator, nint state);

    [LibraryImport(Library)]
    internal static partial int mo_threads();

    [LibraryImport(Library)]
    internal static partial int mo_set_threads(int count);

    [LibraryImport(Library)]
    internal static partial int mo_device_count(int type);

    [LibraryImport(Library)]
    internal static partial int mo_cuda_synchronize(int index);

    /// <summary>Throws what the last native call on this thread left, as TorchSharp does: an ExternalException.</summary>
    internal static Exception LastError() => new ExternalException(Marshal.PtrToStringUTF8((nint)mo_error()));

    /// <summary>Passes a handle on; null means that the call failed.</summary>
    internal static nint Checked(nint handle) => handle != 0 ? handle : throw LastError();

    internal static void Checked(int status)
    {
        if (status < 0)
            throw LastError();
    }
}
