using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using TorchSharp;

namespace ModelOps.Torch.Interop;

/// <summary>
/// An operator of libtorch by name and overload ("add.Tensor"), looked up once when it is first called. A call goes through the
/// dispatcher with boxed arguments, so that autograd, autocast and devices work as they do in PyTorch. Arguments left out at the end
/// take the defaults of the operator's schema.
/// </summary>
internal sealed unsafe class Operator(string name)
{
    private nint handle;

    public override string ToString() => name;

    /// <summary>False where this libtorch, of another version, doesn't have it.</summary>
    public bool Exists => handle != 0 || (handle = Look()) != 0;

    /// <summary>Calls an operator that gives one tensor.</summary>
    public torch.Tensor Call(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Run(arguments, &result, 1);
        return new torch.Tensor(result.Pointer);
    }

    /// <summary>Calls an operator that gives two tensors.</summary>
    public (torch.Tensor, torch.Tensor) CallPair(params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeValue[2];
        Run(arguments, results, 2);
        return (new torch.Tensor(results[0].Pointer), new torch.Tensor(results[1].Pointer));
    }

    /// <summary>Calls an operator that gives a list of tensors.</summary>
    public torch.Tensor[] CallList(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Run(arguments, &result, 1);
        var tensors = new torch.Tensor[result.Count];
        for (int i = 0; i < tensors.Length; i++)
            tensors[i] = new torch.Tensor(((nint*)result.Pointer)[i]);
        NativeMethods.mo_free(result.Pointer);
        return tensors;
    }

    /// <summary>Calls an operator that gives a number or truth value.</summary>
    public NativeValue CallValue(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Run(arguments, &result, 1);
        return result;
    }

    /// <summary>Calls an operator that works in place on its first argument.</summary>
    public torch.Tensor CallInPlace(torch.Tensor self, params ReadOnlySpan<Argument> arguments)
    {
        Run(arguments, null, 0, self);
        return self;
    }

    [SkipLocalsInit]
    private void Run(ReadOnlySpan<Argument> arguments, NativeValue* results, int capacity, torch.Tensor? self = null)
    {
        if (handle == 0)
            handle = Find();
        int count = 0;
        var values = stackalloc NativeValue[arguments.Length + 1];
        if (self is not null)
            values[count++] = new NativeValue { Tag = ValueTag.Tensor, Pointer = self.Handle };
        const int room = 32;
        var words = stackalloc long[room];
        var lists = new ListStorage(words, room);
        try
        {
            foreach (ref readonly var argument in arguments)
                values[count++] = lists.Convert(argument);
            NativeMethods.Checked(NativeMethods.mo_call(handle, values, count, results, capacity));
        }
        finally
        {
            lists.Release();
            foreach (ref readonly var argument in arguments)
                GC.KeepAlive(argument.Object);
            GC.KeepAlive(self);
        }
    }

    private nint Find() => NativeMethods.Checked(Look());

    private nint Look()
    {
        int dot = name.IndexOf('.');
        return dot < 0
            ? NativeMethods.mo_operator("aten::" + name, "")
            : NativeMethods.mo_operator("aten::" + name[..dot], name[(dot + 1)..]);
    }

    /// <summary>Lists of one call, in the stack frame's words while they fit, in unmanaged memory beyond.</summary>
    private ref struct ListStorage(long* words, int room)
    {
        private long* next = words;
        private int left = room;
        private List<nint>? allocated;

        public NativeValue Convert(in Argument argument)
        {
            var value = new NativeValue { Tag = argument.Tag };
            switch (argument.Object)
            {
                case null:
                    value.Int = argument.Bits;
                    break;
                case torch.Tensor tensor:
                    value.Pointer = tensor.Handle;
                    break;
                case long[] numbers:
                    value.Count = numbers.Length;
                    var target = Take(numbers.Length);
                    numbers.CopyTo(new Span<long>(target, numbers.Length));
                    value.Pointer = (nint)target;
                    break;
                case torch.Tensor?[] tensors:
                    value.Count = tensors.Length;
                    var handles = Take(tensors.Length);
                    for (int i = 0; i < tensors.Length; i++)
                        handles[i] = tensors[i] is { } t ? t.Handle : 0;
                    value.Pointer = (nint)handles;
                    break;
                case torch.Generator generator:
                    value.Pointer = generator.Handle;
                    break;
                case string text:
                    value.Count = Encoding.UTF8.GetByteCount(text);
                    var bytes = (byte*)Take((value.Count + 7) / 8);
                    Encoding.UTF8.GetBytes(text, new Span<byte>(bytes, value.Count));
                    value.Pointer = (nint)bytes;
                    break;
                case var other:
                    throw new ArgumentException($"An operator takes no {other.GetType().Name}.");
            }
            return value;
        }

        public readonly void Release()
        {
            foreach (nint block in allocated ?? [])
                NativeMemory.Free((void*)block);
        }

        private long* Take(int count)
        {
            if (count <= left)
            {
                var taken = next;
                next += count;
                left -= count;
                return taken;
            }
            var block = (long*)NativeMemory.Alloc((nuint)count, sizeof(long));
            (allocated ??= []).Add((nint)block);
            return block;
        }
    }
}
