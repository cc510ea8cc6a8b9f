using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace ModelOps.Core;

/// <summary>The maker's name of the processor.</summary>
internal static class ProcessorName
{
    private const int BrandFirst = unchecked((int)0x80000002);
    private const int BrandLast = unchecked((int)0x80000004);
    private const int HighestExtended = unchecked((int)0x80000000);

    private static readonly Lazy<string> Name = new(Find);

    public static string Value => Name.Value;

    private static string Find() => Brand() ?? OfKernel() ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
        ?? RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>What x86 processors call themselves: 48 characters in three leaves of CPUID.</summary>
    private static string? Brand()
    {
        if (!X86Base.IsSupported || (uint)X86Base.CpuId(HighestExtended, 0).Eax < unchecked((uint)BrandLast))
            return null;
        Span<int> words = stackalloc int[12];
        for (int leaf = BrandFirst, at = 0; leaf <= BrandLast; leaf++, at += 4)
            (words[at], words[at + 1], words[at + 2], words[at + 3]) = X86Base.CpuId(leaf, 0);
        var text = Encoding.ASCII.GetString(MemoryMarshal.AsBytes(words));
        return Clean(text);
    }

    /// <summary>Linux on other processors: "model name" or "Hardware" where the kernel has one.</summary>
    private static string? OfKernel()
    {
        const string File = "/proc/cpuinfo";
        if (!System.IO.File.Exists(File))
            return null;
        var line = System.IO.File.ReadLines(File).FirstOrDefault(l =>
            l.StartsWith("model name", StringComparison.Ordinal) || l.StartsWith("Hardware", StringComparison.Ordinal));
        return line is null ? null : Clean(line[(line.IndexOf(':') + 1)..]);
    }

    private static string? Clean(string text)
    {
        var words = text.Split([' ', '\0', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 0 ? string.Join(' ', words) : null;
    }
}
