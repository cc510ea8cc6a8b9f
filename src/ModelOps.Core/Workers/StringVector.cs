using System.Runtime.InteropServices;

namespace ModelOps.Core;

/// <summary>A null-terminated array of C strings.</summary>
internal sealed unsafe class StringVector : IDisposable
{
    private readonly int count;

    public StringVector(IReadOnlyList<string> strings)
    {
        count = strings.Count;
        Pointer = (byte**)NativeMemory.AllocZeroed((nuint)(count + 1), (nuint)sizeof(byte*));
        for (int i = 0; i < count; i++)
            Pointer[i] = (byte*)Marshal.StringToCoTaskMemUTF8(strings[i]);
    }

    public byte** Pointer { get; }

    public void Dispose()
    {
        for (int i = 0; i < count; i++)
            Marshal.FreeCoTaskMem((nint)Pointer[i]);
        NativeMemory.Free(Pointer);
    }
}
