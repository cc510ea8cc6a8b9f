namespace ModelOps.Torch;

/// <summary>Which implementation of the linear algebra routines libtorch works with.</summary>
public enum BlasKind
{
    /// <summary>Part of libtorch itself, as in PyTorch's wheels (MKL), or not to be seen on this system.</summary>
    BuiltIn,
    /// <summary>Netlib's reference implementation: correct, and some 20 times slower in a linear layer.</summary>
    Reference,
    /// <summary>OpenBLAS with threads of its own, which fight libtorch's OpenMP at 2 threads and more.</summary>
    OpenBlasPthread,
    OpenBlasOpenMP,
    Mkl,
    Blis,
    Atlas,
}

/// <summary>The BLAS of this process. <paramref name="Path"/> is null for a built-in one.</summary>
public sealed record BlasLibrary(BlasKind Kind, string? Path)
{
    /// <summary>Kind and, where there is one, the file that names its version: what the last bits of a matrix product depend on.</summary>
    public string Name { get; init; } = $"{Kind}";

    /// <summary>True where another one would make training much faster.</summary>
    public bool IsSlow => Kind is BlasKind.Reference or BlasKind.OpenBlasPthread;

    /// <summary>What to do about a slow one; null otherwise.</summary>
    public string? Advice => IsSlow ? $"{Description}. Install a fast one: apt-get install libopenblas0-openmp" : null;

    private string Description => Kind == BlasKind.Reference
        ? $"libtorch computes with the slow reference BLAS ({Path})"
        : $"libtorch computes with an OpenBLAS whose threads fight libtorch's ({Path})";

    /// <summary>The BLAS among the libraries that a process has loaded.</summary>
    public static BlasLibrary Among(IReadOnlyList<string> libraries)
    {
        foreach (string path in libraries)
        {
            if (KindOf(path) is { } kind)
                return new BlasLibrary(kind, path) { Name = $"{kind} {Versioned(libraries, kind)}" };
        }
        return new BlasLibrary(BlasKind.BuiltIn, null);
    }

    /// <summary>The last in order of the files of a kind: whatever their order in memory, a wrapper comes before what it wraps.</summary>
    private static string Versioned(IReadOnlyList<string> libraries, BlasKind kind) =>
        libraries.Where(p => KindOf(p) == kind).Select(p => System.IO.Path.GetFileName(p)).Max(StringComparer.Ordinal)!;

    private static BlasKind? KindOf(string path)
    {
        string file = System.IO.Path.GetFileName(path);
        bool Has(string part) => path.Contains(part, StringComparison.Ordinal);
        if (!file.StartsWith("libblas.", StringComparison.Ordinal) && !file.StartsWith("libopenblas", StringComparison.Ordinal)
            && !file.StartsWith("libmkl_", StringComparison.Ordinal) && !file.StartsWith("libblis", StringComparison.Ordinal))
            return null;
        return Has("mkl") ? BlasKind.Mkl
            : Has("blis") ? BlasKind.Blis
            : Has("atlas") ? BlasKind.Atlas
            : Has("openblas-pthread") || file.StartsWith("libopenblasp", StringComparison.Ordinal) && !Has("openmp") ? BlasKind.OpenBlasPthread
            : Has("openblas") ? BlasKind.OpenBlasOpenMP
            : BlasKind.Reference;
    }
}
