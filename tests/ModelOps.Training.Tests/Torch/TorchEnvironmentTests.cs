using ModelOps.Torch;

namespace ModelOps.Training.Tests.Torch;

public class TorchEnvironmentTests
{
    private const string Folder = "/usr/lib/x86_64-linux-gnu/";

    [Theory]
    [InlineData("blas/libblas.so.3.11.0", BlasKind.Reference, true)]
    [InlineData("openblas-pthread/libblas.so.3", BlasKind.OpenBlasPthread, true)]
    [InlineData("openblas-openmp/libblas.so.3", BlasKind.OpenBlasOpenMP, false)]
    [InlineData("openblas-openmp/libopenblasp-r0.3.21.so", BlasKind.OpenBlasOpenMP, false)]
    [InlineData("libmkl_rt.so.2", BlasKind.Mkl, false)]
    [InlineData("blis-openmp/libblas.so.3", BlasKind.Blis, false)]
    public void TheBlasIsToldByItsFile(string file, BlasKind kind, bool slow)
    {
        var blas = BlasLibrary.Among(["/usr/lib/libc.so.6", Folder + file]);

        Assert.Equal(kind, blas.Kind);
        Assert.Equal(slow, blas.IsSlow);
        Assert.Equal(slow, blas.Advice?.Contains("libopenblas0-openmp") ?? false);
    }

    [Fact]
    public void WithoutALibraryOfItsOwnTheBlasIsBuiltIn()
    {
        Assert.Equal(new BlasLibrary(BlasKind.BuiltIn, null), BlasLibrary.Among(["/opt/torch/lib/libtorch_cpu.so"]));
    }

    [Fact]
    public void ThisProcessKnowsItsLibtorch()
    {
        Assert.Matches(@"^\d+\.\d+", TorchEnvironment.Version);
        if (OperatingSystem.IsLinux())
            Assert.Contains("libtorch_cpu", TorchEnvironment.LibraryPath);
    }
}
