using System.Runtime.CompilerServices;
using ModelOps.Torch.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor view(params long[] shape) => Ops.View.Call(this, shape);

        public Tensor reshape(params long[] shape) => Ops.Reshape.Call(this, shape);

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Ops.Flatten.Call(this, start_dim, end_dim);

        public Tensor expand(params long[] sizes) => Ops.Expand.Call(this, sizes);

        public Tensor permute(params long[] permutation) => Ops.Permute.Call(this, permutation);

        public Tensor transpose(long dim0, long dim1) => Ops.Transpose.Call(this, dim0, dim1);

        public Tensor t() => Ops.T.Call(this);

        public Tensor squeeze(long? dim = null) => dim is { } d ? Ops.SqueezeDim.Call(this, d) : Ops.Squeeze.Call(this);

        public Tensor unsqueeze(long dim) => Ops.Unsqueeze.Call(this, dim);

        public Tensor contiguous() => Ops.Contiguous.Call(this);

        public Tensor pin_memory() => Ops.PinMemory.Call(this);

        public Tensor clone() => Ops.Clone.Call(this);

        /// <summary>The same memory, cut off from the graph of gradients.</summary>
        public Tensor detach() => Ops.Detach.Call(this);

        public Tensor detach_() => Ops.DetachInPlace.CallInPlace(this);

        public Tensor alias() => new(NativeMethods.mo_tensor_alias(Handle));

        public Tensor select(long dim, long index) => Ops.Select.Call(this, dim, index);

        public Tensor narrow(long dim, long start, long length) => Ops.Narrow.Call(this, dim, start, length);

        public Tensor slice(long dim, long start, long finish, long step) => Ops.Slice.Call(this, dim, start, finish, step);

        public Tensor index_select(long dim, Tensor index) => Ops.IndexSelect.Call(this, dim, index);

        public Tensor gather(long dim, Tensor index) => Ops.Gather.Call(this, dim, index);

        /// <summary>Picks elements by one index tensor a dimension.</summary>
        public Tensor index(params Tensor[] indices) => Ops.Index.Call(this, Argument.Optionals(indices));

        public Tensor tril(long diagonal = 0) => Ops.Tril.Call(this, diagonal);

        public Tensor[] split(long size, int dim = 0) => Ops.Split.CallList(this, size, (long)dim);

        public Tensor[] unbind(long dimension = 0) => Ops.Unbind.CallList(this, dimension);

        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => select(0, i1);
            set
            {
                using var part = select(0, i1);
                part.copy_(value);
            }
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get
            {
                using var row = select(0, i1);
                return row.select(0, i2);
            }

            set
            {
                using var row = select(0, i1);
                row[i2] = value;
            }
        }
    }
}
