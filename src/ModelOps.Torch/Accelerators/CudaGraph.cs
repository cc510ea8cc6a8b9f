using System.Runtime.InteropServices;
using TorchSharp;

namespace ModelOps.Torch;

/// <summary>
/// Work on a GPU that was recorded once and is started again as a whole, without the host's part of it: same kernels, same addresses,
/// whatever the tensors hold then. https://pytorch.org/docs/stable/notes/cuda.html#cuda-graphs says what can be recorded.
/// </summary>
public sealed class CudaGraph : IDisposable
{
    private nint graph;

    private CudaGraph(nint graph) => this.graph = graph;

    /// <summary>True where the native library was compiled with CUDA's headers and a GPU is there.</summary>
    public static bool IsAvailable => FusedMethods.IsAvailable && FusedMethods.mo_cuda_graphs() != 0 && torch.cuda.is_available();

    /// <summary>Makes a stream of its own the calling thread's current one, once all that was begun is done: recording needs one.</summary>
    public static void UseOwnStream(int device) => FusedMethods.Check(FusedMethods.mo_cuda_own_stream(device));

    /// <summary>
    /// Records what <paramref name="work"/> does on the calling thread; nothing of it is carried out. ExternalException where something in
    /// it can't be recorded: waiting for the device, above all.
    /// </summary>
    public static CudaGraph Record(Action work)
    {
        // A tensor that the collector frees meanwhile would be part of the recording.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        nint graph = FusedMethods.mo_graph_begin();
        if (graph == 0)
            FusedMethods.Check(-1);
        var made = new CudaGraph(graph);
        try
        {
            work();
            FusedMethods.Check(FusedMethods.mo_graph_end(graph));
            return made;
        }
        catch (Exception e)
        {
            if (e is not ExternalException || !e.Message.Contains("capture", StringComparison.Ordinal))
                _ = FusedMethods.mo_graph_end(graph);
            made.Dispose();
            throw;
        }
    }

    /// <summary>Starts the recorded work; waits for nothing.</summary>
    public void Replay() => FusedMethods.Check(FusedMethods.mo_graph_replay(graph));

    public void Dispose()
    {
        if (graph != 0)
            FusedMethods.mo_graph_free(graph);
        graph = 0;
    }
}

/// <summary>The memory of a GPU, as libtorch's allocator counts it.</summary>
public static class CudaMemory
{
    /// <summary>Bytes that tensors hold; null where that can't be told.</summary>
    public static long? Allocated(torch.Device device) =>
        device.type == DeviceType.CUDA && CudaGraph.IsAvailable && FusedMethods.mo_cuda_memory(Math.Max(0, device.index)) is >= 0 and var bytes ? bytes : null;
}
