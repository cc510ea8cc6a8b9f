namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor : IDisposable
    {
#nullable enable
        public static Tensor UnsafeCreateTensor(IntPtr handle) => throw null!;
        public override bool Equals(object? obj) => throw null!;
        public override int GetHashCode() => throw null!;
        public void Dispose() => throw null!;
        protected virtual void Dispose(bool disposing) => throw null!;
        public Tensor MoveToOuterDisposeScope() => throw null!;
        public Tensor DetachFromDisposeScope() => throw null!;
        public Tensor MoveToOtherDisposeScope(Tensor other) => throw null!;
        public Tensor MoveToOtherDisposeScope(DisposeScope? other) => throw null!;
        public IntPtr DecoupleFromNativeHandle() => throw null!;
        public long dim() => throw null!;
        public long numel() => throw null!;
        public long element_size() => throw null!;
        public bool is_integral() => throw null!;
        public bool is_floating_point() => throw null!;
        public Tensor alias() => throw null!;
        public Tensor pin_memory() => throw null!;
        public TensorAccessor<T> data<T>() where T : unmanaged => throw null!;
        public T item<T>() where T : unmanaged => throw null!;
        public Tensor fill_(Scalar value) => throw null!;
        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) => throw null!;
        public Tensor requires_grad_(bool requires_grad = true) => throw null!;
        public Tensor with_requires_grad(bool requires_grad = true) => throw null!;
        public bool is_cpu() => throw null!;
        public Tensor cpu() => throw null!;
        public Tensor cuda(Device? device = null, bool non_blocking = false) => throw null!;
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => throw null!;
        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => throw null!;
        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => throw null!;
        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => throw null!;
        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => throw null!;
        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => throw null!;
        public Tensor to(Tensor other, bool non_blocking = false) => throw null!;
        public long size(int dim) => throw null!;
        public long[] size() => throw null!;
        public long[] stride() => throw null!;
        public long stride(int dim) => throw null!;
        public void backward() => throw null!;
        public Tensor clone() => throw null!;
        public Tensor copy_(Tensor source, bool nonBlocking = false) => throw null!;
        public bool is_contiguous() => throw null!;
        public Tensor contiguous() => throw null!;
        public Tensor index(params Tensor[] indices) => throw null!;
        public Tensor index_select(long dim, Tensor index) => throw null!;
        public Tensor select(long dim, long index) => throw null!;
        public Tensor index_copy_(long dim, Tensor index, Tensor source) => throw null!;
        public Tensor reshape(params long[] shape) => throw null!;
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => throw null!;
        public Tensor flatten(IList<string?> dims, string out_dim) => throw null!;
        public Tensor squeeze(long? dim = null) => throw null!;
        public Tensor t() => throw null!;
        public Tensor transpose(long dim0, long dim1) => throw null!;
        public Tensor tril(long diagonal = 0) => throw null!;
        public Tensor view(params long[] shape) => throw null!;
        public Tensor all() => throw null!;
        public Tensor all(long dim, bool keepdim = false) => throw null!;
        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) => throw null!;
        public Tensor amax(params long[] dims) => throw null!;
        public Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => throw null!;
        public Tensor amin(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) => throw null!;
        public Tensor amin(long[] dims, bool keepdim = false, Tensor? @out = null) => throw null!;
        public Tensor amin(params long[] dims) => throw null!;
        public Tensor any() => throw null!;
        public Tensor any(long dim, bool keepdim = false) => throw null!;
        public Tensor argmax() => throw null!;
        public Tensor argmax(long dim, bool keepdim = false) => throw null!;
        public Tensor argmin() => throw null!;
        public Tensor argmin(long dim, bool keepdim = false) => throw null!;
        public Tensor softmax(long dim, ScalarType? dtype = null) => throw null!;
        public Tensor relu() => throw null!;
        public Tensor relu_() => throw null!;
        public Tensor gelu() => throw null!;
        public Tensor gelu_() => throw null!;
        public Tensor isfinite() => throw null!;
        public Tensor isnan() => throw null!;
        public Tensor silu() => throw null!;
        public Tensor silu_() => throw null!;
        public Tensor @bool() => throw null!;
        public Tensor @long() => throw null!;
        public Tensor bfloat16() => throw null!;
        public Tensor @float() => throw null!;
        public Tensor @double() => throw null!;
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => throw null!;
        public Tensor clamp(Tensor? min = null, Tensor? max = null) => throw null!;
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => throw null!;
        public Tensor clamp_(Tensor? min = null, Tensor? max = null) => throw null!;
        public Tensor eq(Tensor target) => throw null!;
        public Tensor eq(Scalar target) => throw null!;
        public bool Equals(Tensor target) => throw null!;
        public bool allclose(Tensor target, double rtol = 1E-05, double atol = 1E-08, bool equal_nan = false) => throw null!;
        public Tensor ge(Tensor target) => throw null!;
        public Tensor ge(Scalar target) => throw null!;
        public Tensor gt(Tensor target) => throw null!;
        public Tensor gt(Scalar target) => throw null!;
        public Tensor le(Tensor target) => throw null!;
        public Tensor le(Scalar target) => throw null!;
        public Tensor lt(Tensor target) => throw null!;
        public Tensor lt(Scalar target) => throw null!;
        public Tensor masked_fill(Tensor mask, Scalar value) => throw null!;
        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) => throw null!;
        public Tensor[] unbind(long dimension = 0) => throw null!;
        public Tensor[] split(long size, int dim = 0) => throw null!;
        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0) => throw null!;
        public Tensor[] split(long[] sizes, long dim = 0) => throw null!;
        public Tensor[] split(params long[] sizes) => throw null!;
        public Tensor max() => throw null!;
        public Tensor maximum(Tensor other) => throw null!;
        public Tensor max(Tensor other) => throw null!;
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => throw null!;
        public Tensor mean() => throw null!;
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) => throw null!;
        public Tensor min() => throw null!;
        public Tensor min(Tensor other) => throw null!;
        public Tensor minimum(Tensor other) => throw null!;
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => throw null!;
        public Tensor ne(Tensor target) => throw null!;
        public Tensor ne(Scalar target) => throw null!;
        public Tensor norm(float p = 2f) => throw null!;
        public Tensor norm(int dim, bool keepdim = false, float p = 2f) => throw null!;
        public Tensor sigmoid() => throw null!;
        public Tensor sigmoid_() => throw null!;
        public Tensor std(bool unbiased = true) => throw null!;
        public Tensor var(bool unbiased = true) => throw null!;
        public Tensor std(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => throw null!;
        public Tensor var(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => throw null!;
        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => throw null!;
        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => throw null!;
        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => throw null!;
        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => throw null!;
        public Tensor std((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => throw null!;
        public Tensor var((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => throw null!;
        public Tensor std((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => throw null!;
        public Tensor var((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => throw null!;
        public Tensor sum(ScalarType? type = null) => throw null!;
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => throw null!;
        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) => throw null!;
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => throw null!;
        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) => throw null!;
        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) => throw null!;
        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => throw null!;
        public Tensor expand(long[] sizes, bool isImplicit = false) => throw null!;
        public Tensor expand(params long[] sizes) => throw null!;
        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) => throw null!;
        public Tensor bernoulli_(Tensor p, Generator? generator = null) => throw null!;
        public Tensor normal_(double mean = 0.0, double std = 1.0, Generator? generator = null) => throw null!;
        public Tensor uniform_(double from, double to, Generator? generator = null) => throw null!;
        public Tensor permute(params long[] permutation) => throw null!;
        public Tensor permute(IEnumerable<long> permutation) => throw null!;
        public Tensor zero_() => throw null!;
        public Tensor zeros_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => throw null!;
        public Tensor ones_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => throw null!;
        public Tensor empty_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => throw null!;
        public Tensor detach() => throw null!;
        public Tensor detach_() => throw null!;
        public Tensor gather(long dim, Tensor index) => throw null!;
        public Tensor narrow(long dim, long start, long length) => throw null!;
        public Tensor slice(long dim, long start, long finish, long step) => throw null!;
        public Tensor unsqueeze(long dim) => throw null!;
        public Tensor where(Tensor condition, Tensor y) => throw null!;
        public static Tensor operator ==(Tensor left, Tensor right) => throw null!;
        public static Tensor operator ==(Tensor left, Scalar right) => throw null!;
        public static Tensor operator ==(Scalar left, Tensor right) => throw null!;
        public static Tensor operator !=(Tensor left, Tensor right) => throw null!;
        public static Tensor operator !=(Tensor left, Scalar right) => throw null!;
        public static Tensor operator !=(Scalar left, Tensor right) => throw null!;
        public static Tensor operator <(Tensor left, Tensor right) => throw null!;
        public static Tensor operator <(Tensor left, Scalar right) => throw null!;
        public static Tensor operator <(Scalar left, Tensor right) => throw null!;
        public static Tensor operator <=(Tensor left, Tensor right) => throw null!;
        public static Tensor operator <=(Tensor left, Scalar right) => throw null!;
        public static Tensor operator <=(Scalar left, Tensor right) => throw null!;
        public static Tensor operator >(Tensor left, Tensor right) => throw null!;
        public static Tensor operator >(Tensor left, Scalar right) => throw null!;
        public static Tensor operator >(Scalar left, Tensor right) => throw null!;
        public static Tensor operator >=(Tensor left, Tensor right) => throw null!;
        public static Tensor operator >=(Tensor left, Scalar right) => throw null!;
        public static Tensor operator >=(Scalar left, Tensor right) => throw null!;
        public override string ToString() => throw null!;
        public string ToString(bool disamb, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null) => throw null!;
#nullable disable
        public Tensor matmul(Tensor target) => throw null!;
        public Tensor mm(Tensor target) => throw null!;
#nullable enable
        public Tensor abs() => throw null!;
        public Tensor add(Tensor target) => throw null!;
        public Tensor add(Tensor target, Scalar alpha) => throw null!;
        public Tensor add(Scalar scalar) => throw null!;
        public Tensor add(Scalar scalar, Scalar alpha) => throw null!;
        public Tensor add_(Tensor target) => throw null!;
        public Tensor add_(Tensor target, Scalar alpha) => throw null!;
        public Tensor add_(Scalar scalar) => throw null!;
        public Tensor add_(Scalar scalar, Scalar alpha) => throw null!;
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => throw null!;
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => throw null!;
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => throw null!;
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => throw null!;
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => throw null!;
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => throw null!;
        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => throw null!;
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => throw null!;
        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => throw null!;
        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => throw null!;
        public Tensor exp() => throw null!;
        public Tensor log() => throw null!;
        public Tensor logsumexp(long dim, bool keepdim = false) => throw null!;
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => throw null!;
        public Tensor logical_not() => throw null!;
        public Tensor mul(Tensor target) => throw null!;
        public Tensor mul(Scalar target) => throw null!;
        public Tensor mul_(Tensor target) => throw null!;
        public Tensor mul_(Scalar target) => throw null!;
        public static Tensor operator -(Tensor tensor) => throw null!;
        public Tensor neg() => throw null!;
        public Tensor neg_() => throw null!;
        public Tensor pow(Tensor exponent) => throw null!;
        public Tensor pow(Scalar exponent) => throw null!;
        public Tensor reciprocal() => throw null!;
        public Tensor round(long decimals = 0) => throw null!;
        public Tensor rsqrt() => throw null!;
        public Tensor square() => throw null!;
        public Tensor sqrt() => throw null!;
        public Tensor sqrt_() => throw null!;
        public Tensor sub(Tensor target) => throw null!;
        public Tensor sub(Scalar target) => throw null!;
        public Tensor sub_(Tensor target) => throw null!;
        public Tensor sub_(Scalar target) => throw null!;
        public static Tensor operator +(Tensor left, Tensor right) => throw null!;
        public static Tensor operator +(Tensor left, Scalar right) => throw null!;
        public static Tensor operator +(Scalar left, Tensor right) => throw null!;
        public static Tensor operator +(Tensor left, int right) => throw null!;
        public static Tensor operator +(Tensor left, long right) => throw null!;
        public static Tensor operator +(Tensor left, float right) => throw null!;
        public static Tensor operator +(Tensor left, double right) => throw null!;
        public static Tensor operator +(int left, Tensor right) => throw null!;
        public static Tensor operator +(long left, Tensor right) => throw null!;
        public static Tensor operator +(float left, Tensor right) => throw null!;
        public static Tensor operator +(double left, Tensor right) => throw null!;
        public static Tensor operator *(Tensor left, Tensor right) => throw null!;
        public static Tensor operator *(Tensor left, Scalar right) => throw null!;
        public static Tensor operator *(Scalar left, Tensor right) => throw null!;
        public static Tensor operator *(Tensor left, int right) => throw null!;
        public static Tensor operator *(Tensor left, long right) => throw null!;
        public static Tensor operator *(Tensor left, float right) => throw null!;
        public static Tensor operator *(Tensor left, double right) => throw null!;
        public static Tensor operator *(int left, Tensor right) => throw null!;
        public static Tensor operator *(long left, Tensor right) => throw null!;
        public static Tensor operator *(float left, Tensor right) => throw null!;
        public static Tensor operator *(double left, Tensor right) => throw null!;
        public static Tensor operator -(Tensor left, Tensor right) => throw null!;
        public static Tensor operator -(Tensor left, Scalar right) => throw null!;
        public static Tensor operator -(Scalar left, Tensor right) => throw null!;
        public static Tensor operator -(Tensor left, int right) => throw null!;
        public static Tensor operator -(Tensor left, long right) => throw null!;
        public static Tensor operator -(Tensor left, float right) => throw null!;
        public static Tensor operator -(Tensor left, double right) => throw null!;
        public static Tensor operator -(int left, Tensor right) => throw null!;
        public static Tensor operator -(long left, Tensor right) => throw null!;
        public static Tensor operator -(float left, Tensor right) => throw null!;
        public static Tensor operator -(double left, Tensor right) => throw null!;
        public static Tensor operator /(Tensor left, Tensor right) => throw null!;
        public static Tensor operator /(Tensor left, Scalar right) => throw null!;
        public static Tensor operator /(Scalar left, Tensor right) => throw null!;
        public static Tensor operator /(Tensor left, int right) => throw null!;
        public static Tensor operator /(Tensor left, long right) => throw null!;
        public static Tensor operator /(Tensor left, float right) => throw null!;
        public static Tensor operator /(Tensor left, double right) => throw null!;
        public static Tensor operator /(int left, Tensor right) => throw null!;
        public static Tensor operator /(long left, Tensor right) => throw null!;
        public static Tensor operator /(float left, Tensor right) => throw null!;
        public static Tensor operator /(double left, Tensor right) => throw null!;
#nullable disable
        public Tensor tanh() => throw null!;
        public Tensor tanh_() => throw null!;
#nullable enable
        public string? name { get => throw null!; set => throw null!; }
        public bool IsInvalid { get => throw null!; }
        public static long TotalCount { get => throw null!; }
        public static long PeakCount { get => throw null!; }
        public IntPtr Handle { get => throw null!; }
        public long Dimensions { get => throw null!; }
        public long ndim { get => throw null!; }
        public long NumberOfElements { get => throw null!; }
        public long ElementSize { get => throw null!; }
        public bool is_cuda { get => throw null!; }
        public bool is_leaf { get => throw null!; }
        public Span<byte> bytes { get => throw null!; set => throw null!; }
        public ScalarType dtype { get => throw null!; }
        public Device device { get => throw null!; }
        public int device_index { get => throw null!; }
        public DeviceType device_type { get => throw null!; }
        public bool requires_grad { get => throw null!; set => throw null!; }
        public long[] shape { get => throw null!; }
        public Tensor? grad { get => throw null!; set => throw null!; }
        [System.Runtime.CompilerServices.IndexerName("TensorItems")] public Tensor this[params Tensor[] indices] { get => throw null!; set => throw null!; }
        [System.Runtime.CompilerServices.IndexerName("TensorItems")] public Tensor this[long i1] { get => throw null!; set => throw null!; }
        [System.Runtime.CompilerServices.IndexerName("TensorItems")] public Tensor this[long i1, long i2] { get => throw null!; set => throw null!; }
        [System.Runtime.CompilerServices.IndexerName("TensorItems")] public Tensor this[long i1, long i2, long i3] { get => throw null!; set => throw null!; }
        [System.Runtime.CompilerServices.IndexerName("TensorItems")] public Tensor this[long i1, long i2, long i3, long i4] { get => throw null!; set => throw null!; }
        [System.Runtime.CompilerServices.IndexerName("TensorItems")] public Tensor this[long i1, long i2, long i3, long i4, long i5] { get => throw null!; set => throw null!; }
        [System.Runtime.CompilerServices.IndexerName("TensorItems")] public Tensor this[long i1, long i2, long i3, long i4, long i5, long i6] { get => throw null!; set => throw null!; }
        [System.Runtime.CompilerServices.IndexerName("TensorItems")] public Tensor this[params long[] indices] { get => throw null!; set => throw null!; }
#nullable disable
        internal Tensor() => throw null!;
    }
}
