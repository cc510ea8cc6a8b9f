using ModelOps.Torch.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>
            /// softmax(query keyᵀ / √width) value, for [batch, heads, tokens, width]; causal: a token sees those up to itself.
            /// </summary>
            public static Tensor scaled_dot_product_attention(
                Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0.0, bool is_casual = false) =>
                Ops.ScaledDotProductAttention.Exists
                    ? Ops.ScaledDotProductAttention.Call(query, key, value, attn_mask, p, is_casual)
                    : Attention(query, key, value, attn_mask, p, is_casual);

            /// <summary>The same in single operators, for a libtorch before 2.0. A mask is added to the scores.</summary>
            private static Tensor Attention(Tensor query, Tensor key, Tensor value, Tensor? mask, double p, bool causal)
            {
                if (mask is not null && (causal || !mask.is_floating_point()))
                    throw new NotSupportedException("With this libtorch attention takes a mask of numbers to add, or none and is_casual.");
                using var scope = NewDisposeScope();
                var shape = query.shape;
                var scores = query.matmul(key.transpose(-2, -1)).mul(1 / Math.Sqrt(shape[^1]));
                if (causal)
                {
                    var seen = ones([shape[^2], key.size(-2)], ScalarType.Bool, query.device).tril();
                    scores = scores.masked_fill(seen.logical_not(), double.NegativeInfinity);
                }
                else if (mask is not null)
                {
                    scores = scores.add(mask);
                }
                var weights = scores.softmax(-1);
                if (p > 0)
                    weights = dropout(weights, p);
                return weights.matmul(value).MoveToOuterDisposeScope();
            }
        }
    }
}
