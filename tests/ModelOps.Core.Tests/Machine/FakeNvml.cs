using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ModelOps.Core.Tests.Machine;

/// <summary>The stand-in for NVIDIA's management library, compiled by g++ and loaded in the place of the driver's.</summary>
public sealed unsafe class FakeNvml : IDisposable
{
    /// <summary>Calls whose answer can be set: init, count, handle, name and UUID, memory, utilisation, temperature, version.</summary>
    public const int Calls = 8;

    private readonly string folder = Directory.CreateTempSubdirectory("modelops-nvml-").FullName;
    private readonly delegate* unmanaged<uint, int*, void> set;

    public FakeNvml()
    {
        File = Path.Combine(folder, "libnvidia-ml.so.1");
        var source = Repository.File("tests", "ModelOps.Core.Tests", "Machine", "FakeNvml.cpp");
        using var compiler = Process.Start(new ProcessStartInfo("g++",
            ["-shared", "-fPIC", "-o", File, source]) { RedirectStandardError = true })!;
        var said = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        if (compiler.ExitCode != 0)
            throw new InvalidOperationException(said);
        set = (delegate* unmanaged<uint, int*, void>)NativeLibrary.GetExport(NativeLibrary.Load(File), "fake_set");
    }

    public string File { get; }

    /// <summary>From now on there are so many GPUs, and each call answers its code; 0 is success.</summary>
    public void Set(int devices, int[] codes)
    {
        fixed (int* first = codes)
            set((uint)devices, first);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
