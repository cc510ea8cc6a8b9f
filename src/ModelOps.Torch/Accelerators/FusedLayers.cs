using System.Runtime.InteropServices;
using TorchSharp;

namespace ModelOps.Torch;

/// <summary>
/// Layers in one native call and one node of autograd's graph, for float32 on the CPU. Results agree with those of libtorch's single
/// operators to a few units in the last place, and are the same on every instruction set for the same matrix products.
/// </summary>
public static class FusedLayers
{
    /// <summary>
    /// True for inputs that the layers take: contiguous float32 on the CPU without autocast, where the native library is there.
    /// </summary>
    public static bool Takes(torch.Tensor input) => FusedMethods.IsAvailable && FusedMethods.mo_fused_takes(input.Handle) != 0;

    /// <summary>
    /// Whose matrix products the layers are made of, which their last digits depend on: the file of oneDNN, where libtorch links one, or
    /// "BLAS". Empty where the native library isn't there.
    /// </summary>
    public static string Products => !FusedMethods.IsAvailable ? "" : FusedMethods.mo_fused_products() switch
    {
        2 => LoadedLibraries.Paths().Select(Path.GetFileName).FirstOrDefault(f => f!.StartsWith("libdnnl", StringComparison.Ordinal)) ?? "oneDNN",
        1 => "BLAS",
        _ => "",
    };

    /// <summary>x Wᵀ + b, and ReLU of it where wanted.</summary>
    /// <param name="input">[…, inputs].</param>
    /// <param name="weight">[outputs, inputs].</param>
    /// <param name="bias">[outputs], or null.</param>
    /// <param name="relu">Whether values below 0 become 0.</param>
    public static torch.Tensor Linear(torch.Tensor input, torch.Tensor weight, torch.Tensor? bias, bool relu) =>
        Made(FusedMethods.mo_fused_linear(input.Handle, weight.Handle, bias?.Handle ?? 0, relu ? 1 : 0), input, weight, bias);

    /// <summary>x Φ(x), with the error function itself, not the approximation by tanh.</summary>
    public static torch.Tensor Gelu(torch.Tensor input) => Made(FusedMethods.mo_fused_gelu(input.Handle), input);

    /// <summary>Layer norm over the last dimension.</summary>
    /// <param name="input">[…, width].</param>
    /// <param name="weight">[width].</param>
    /// <param name="bias">[width], or null.</param>
    /// <param name="eps">Added to the variance.</param>
    public static torch.Tensor LayerNorm(torch.Tensor input, torch.Tensor weight, torch.Tensor? bias, double eps) =>
        Made(FusedMethods.mo_fused_layer_norm(input.Handle, weight.Handle, bias?.Handle ?? 0, eps), input, weight, bias);

    /// <summary>Mean cross entropy, a scalar.</summary>
    /// <param name="scores">[…, classes].</param>
    /// <param name="targets">int64, a class for each row of scores.</param>
    public static torch.Tensor CrossEntropy(torch.Tensor scores, torch.Tensor targets) =>
        Made(FusedMethods.mo_fused_cross_entropy(scores.Handle, targets.Handle), scores, targets);

    /// <summary>A row for each token plus one for its position: [batch, tokens, width].</summary>
    /// <param name="table">[vocabulary, width].</param>
    /// <param name="positions">[at least tokens, width].</param>
    /// <param name="tokens">int64 [batch, tokens].</param>
    public static torch.Tensor Embedding(torch.Tensor table, torch.Tensor positions, torch.Tensor tokens) =>
        Made(FusedMethods.mo_fused_embedding(table.Handle, positions.Handle, tokens.Handle), table, positions, tokens);

    /// <summary>Causal self-attention, softmax(q kᵀ / √width of a head) v: [batch, tokens, width].</summary>
    /// <param name="input">Queries, keys and values side by side: [batch, tokens, 3 × width].</param>
    /// <param name="heads">Heads, which divide the width.</param>
    /// <param name="dropout">Share of the weights of keys to drop, 0 to 1; the others are multiplied by 1 / (1 - share).</param>
    /// <remarks>What is dropped depends on torch.manual_seed only, as with <see cref="FusedDropout"/>.</remarks>
    public static torch.Tensor Attention(torch.Tensor input, long heads, double dropout = 0) =>
        Made(FusedMethods.mo_fused_attention(input.Handle, heads, dropout, dropout > 0 ? FusedDropout.Key() : 0), input);

    private static torch.Tensor Made(nint handle, params ReadOnlySpan<torch.Tensor?> inputs)
    {
        foreach (var input in inputs)
            GC.KeepAlive(input);
        return handle == 0 ? throw new ExternalException(FusedMethods.Message) : torch.Tensor.UnsafeCreateTensor(handle);
    }
}
