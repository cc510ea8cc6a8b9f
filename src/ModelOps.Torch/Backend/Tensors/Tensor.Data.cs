using System.Runtime.CompilerServices;
using TorchSharp.Utils;
using static ModelOps.Torch.Interop.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor cpu() => to(CPU);

        public Tensor cuda(Device? device = null, bool non_blocking = false) => to(device ?? torch.CUDA, non_blocking: non_blocking);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(dtype, device, copy, disposeAfter, non_blocking);

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Converted(Ops.ToDtype.Call(this, type, non_blocking, copy), disposeAfter);

        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false)
        {
            InitializeDeviceType(device.type);
            return Converted(Ops.To.Call(this, device, type, non_blocking, copy), disposeAfter);
        }

        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(type, copy, disposeAfter, non_blocking);

        public Tensor @float() => to(ScalarType.Float32);

        public Tensor @double() => to(ScalarType.Float64);

        public Tensor @long() => to(ScalarType.Int64);

        public Tensor @bool() => to(ScalarType.Bool);

        public Tensor bfloat16() => to(ScalarType.BFloat16);

        private Tensor Converted(Tensor result, bool disposeAfter)
        {
            if (disposeAfter)
                Dispose();
            return result;
        }

        public Tensor copy_(Tensor source, bool nonBlocking = false) => Ops.Copy.CallInPlace(this, source, nonBlocking);

        public Tensor fill_(Scalar value) => Ops.Fill.CallInPlace(this, value);

        public Tensor zero_() => Ops.Zero.CallInPlace(this);

        public Tensor index_copy_(long dim, Tensor index, Tensor source) => Ops.IndexCopy.CallInPlace(this, dim, index, source);

        public Tensor normal_(double mean = 0.0, double std = 1.0, Generator? generator = null) =>
            Ops.Normal.CallInPlace(this, mean, std, generator);

        public Tensor uniform_(double from, double to, Generator? generator = null) => Ops.Uniform.CallInPlace(this, from, to, generator);

        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) => Ops.Bernoulli.CallInPlace(this, p, generator);

        public Tensor zeros_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.zeros_like(this, dtype, device, requires_grad);

        public Tensor ones_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.ones_like(this, dtype, device, requires_grad);

        public Tensor empty_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            torch.empty_like(this, dtype, device, requires_grad);

        /// <summary>The elements, in order; copied to the CPU first where they lie elsewhere.</summary>
        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            Validate<T>();
            return new TensorAccessor<T>(is_cpu() ? this : cpu());
        }

        /// <summary>The only element.</summary>
        public unsafe T item<T>()
            where T : unmanaged
        {
            if (NumberOfElements != 1)
                throw new ArgumentException("Number of elements in the tensor must be 1");
            Validate<T>();
            if (!is_cpu())
            {
                using var host = cpu();
                return *(T*)host.DataPointer();
            }
            var value = *(T*)DataPointer();
            GC.KeepAlive(this);
            return value;
        }

        /// <summary>
        /// The memory of a contiguous tensor on the CPU. It must not be used once the tensor is gone; 2 GiB at most, as a span holds.
        /// </summary>
        public unsafe Span<byte> bytes
        {
            get => new((void*)ContiguousPointer(out long size), checked((int)size));
            set
            {
                nint target = ContiguousPointer(out long size);
                if (size != value.Length)
                    throw new ArgumentException("Mismatched data sizes in SetBytes().");
                value.CopyTo(new Span<byte>((void*)target, value.Length));
                GC.KeepAlive(this);
            }
        }

        internal nint DataPointer() => NumberOfElements == 0 ? 0 : Checked(mo_tensor_data(Handle));

        private nint ContiguousPointer(out long size)
        {
            if (!is_cpu())
                throw new InvalidOperationException(
                    "Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
            if (!is_contiguous())
                throw new InvalidOperationException(
                    "The bytes of a tensor that is not contiguous can't be read or set. Use contiguous() first.");
            size = NumberOfElements * ElementSize;
            return DataPointer();
        }

        private void Validate<T>()
        {
            if (TypeOf(typeof(T)) != dtype)
                throw new ArgumentException($"{typeof(T).Name} is not compatible with {dtype}");
        }
    }

    /// <summary>The element type that a .NET type stands for.</summary>
    internal static ScalarType TypeOf(Type type) =>
        type == typeof(float) ? ScalarType.Float32
        : type == typeof(long) ? ScalarType.Int64
        : type == typeof(double) ? ScalarType.Float64
        : type == typeof(int) ? ScalarType.Int32
        : type == typeof(byte) ? ScalarType.Byte
        : type == typeof(bool) ? ScalarType.Bool
        : type == typeof(short) ? ScalarType.Int16
        : type == typeof(sbyte) ? ScalarType.Int8
        : type == typeof(Half) ? ScalarType.Float16
        : throw new ArgumentException($"{type.Name} is not the type of a tensor's elements.");
}
