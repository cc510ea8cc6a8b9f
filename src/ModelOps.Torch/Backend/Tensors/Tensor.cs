using ModelOps.Torch.Interop;
using static ModelOps.Torch.Interop.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A tensor of libtorch. The object owns one reference to it, released by Dispose, by the innermost dispose scope that was open
    /// when it was made, or by the finalizer.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private static long totalCount;
        private static long peakCount;
        private nint handle;

        internal Tensor(nint handle, bool register = true)
        {
            this.handle = handle;
            long count = Interlocked.Increment(ref totalCount);
            if (count > Volatile.Read(ref peakCount))
                Volatile.Write(ref peakCount, count);
            if (register)
                DisposeScopeManager.Current?.Add(this);
        }

        ~Tensor() => Dispose(false);

        /// <summary>Tensors alive in this process.</summary>
        public static long TotalCount => totalCount;

        /// <summary>The most that were alive at once.</summary>
        public static long PeakCount => peakCount;

        internal DisposeScope? OwningDisposeScope { get; set; }

        public string? name { get; set; }

        /// <summary>The native at::Tensor*.</summary>
        public IntPtr Handle => handle != 0 ? handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public bool IsInvalid => handle == 0;

        /// <summary>Wraps a native at::Tensor*, which from then on belongs to the new object.</summary>
        public static Tensor UnsafeCreateTensor(IntPtr handle) => new(handle);

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (handle == 0)
                return;
            if (disposing)
                OwningDisposeScope?.MarkAsDisposed(this);
            Release();
        }

        /// <summary>Dispose by the scope, which forgets all its tensors at once.</summary>
        internal void DisposeWithScope()
        {
            OwningDisposeScope = null;
            if (handle != 0)
                Release();
            GC.SuppressFinalize(this);
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is { } scope)
                scope.MoveToOther(other, this);
            else
                other?.Add(this);
            return this;
        }

        /// <summary>Hands the native tensor over to the caller; this object is empty afterwards.</summary>
        public IntPtr DecoupleFromNativeHandle()
        {
            nint taken = Handle;
            OwningDisposeScope?.MarkAsDisposed(this);
            GC.SuppressFinalize(this);
            Interlocked.Decrement(ref totalCount);
            handle = 0;
            return taken;
        }

        private void Release()
        {
            Interlocked.Decrement(ref totalCount);
            mo_tensor_free(handle);
            handle = 0;
        }

        public long Dimensions => mo_tensor_dim(Handle);

        public long dim() => Dimensions;

        public long ndim => Dimensions;

        public long NumberOfElements => mo_tensor_numel(Handle);

        public long numel() => NumberOfElements;

        public long ElementSize => mo_tensor_item_size(Handle);

        public long element_size() => ElementSize;

        public ScalarType dtype => (ScalarType)mo_tensor_dtype(Handle);

        public Device device => Device.FromCode(mo_tensor_device(Handle));

        public DeviceType device_type => (DeviceType)(mo_tensor_device(Handle) >> 32);

        public int device_index => (int)mo_tensor_device(Handle);

        public bool is_cpu() => device_type == DeviceType.CPU;

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_leaf => mo_tensor_leaf(Handle) != 0;

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_integral() => torch.is_integral(dtype);

        public bool is_contiguous() => mo_tensor_contiguous(Handle) != 0;

        /// <summary>Sizes of the dimensions.</summary>
        public unsafe long[] shape
        {
            get
            {
                var sizes = new long[Dimensions];
                fixed (long* target = sizes)
                    mo_tensor_shape(Handle, target, null);
                return sizes;
            }
        }

        public long[] size() => shape;

        public long size(int dim) => shape[dim < 0 ? dim + (int)Dimensions : dim];

        public unsafe long[] stride()
        {
            var strides = new long[Dimensions];
            fixed (long* target = strides)
                mo_tensor_shape(Handle, null, target);
            return strides;
        }

        public long stride(int dim) => stride()[dim < 0 ? dim + (int)Dimensions : dim];

        public bool requires_grad
        {
            get => mo_tensor_requires_grad(Handle) != 0;
            set => Checked(mo_tensor_set_requires_grad(Handle, value ? 1 : 0));
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>The gradient that backward passes summed up; a new object at each reading; null where there is none.</summary>
        public Tensor? grad
        {
            get
            {
                nint found = mo_tensor_grad(Handle);
                return found == 0 ? null : new Tensor(found);
            }
            set
            {
                Checked(mo_tensor_set_grad(Handle, value?.Handle ?? 0));
                GC.KeepAlive(value);
            }
        }

        /// <summary>Works out the gradients of the leaves that this scalar depends on, and adds them to theirs.</summary>
        public void backward() => Backward(null, false, false);

        public void backward(
            IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            if (inputs is not null)
                throw new NotSupportedException(
                    "backward works out the gradients of all leaves here; a choice of inputs is not supported.");
            Backward(grad_tensors is { Count: > 0 } ? grad_tensors[0] : null, retain_graph, create_graph);
        }

        private void Backward(Tensor? gradient, bool keepGraph, bool createGraph)
        {
            Checked(mo_backward(Handle, gradient?.Handle ?? 0, keepGraph ? 1 : 0, createGraph ? 1 : 0));
            GC.KeepAlive(gradient);
            GC.KeepAlive(this);
        }

        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        /// <summary>True where the other has the same shape, type and values.</summary>
        public bool Equals(Tensor target) =>
            ReferenceEquals(this, target) || (dtype == target.dtype && Ops.Equal.CallValue(this, target).Int != 0);

        public override int GetHashCode() => base.GetHashCode();

        /// <summary>Shape, type and device: "[64x10], type = Float32, device = cpu".</summary>
        public override string ToString() =>
            IsInvalid ? "a tensor that was disposed of" : $"[{string.Join('x', shape)}], type = {dtype}, device = {device}";
    }
}
