namespace ModelOps.Core;

/// <summary>Finds the `modelops` program and starts it with the environment that training needs on this machine.</summary>
public static class WorkerLauncher
{
    /// <summary>
    /// Path of the `modelops` program: MODELOPS_PROGRAM, this process's own where it is modelops, beside the module, on the PATH.
    /// Unavailable where there is none.
    /// </summary>
    public static string FindProgram() => throw new NotImplementedException();
    /// <summary>
    /// Variables for a process that loads libtorch: OMP_NUM_THREADS and OPENBLAS_NUM_THREADS = <paramref name="threads"/>, glibc's MALLOC_*
    /// (Linux), OPENBLAS_CORETYPE (AVX-512). What the user set already is left alone.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Environment(int threads) => throw new NotImplementedException();
    /// <summary>Starts `modelops worker SESSION`, detached from this process's terminal and life.</summary>
    public static void Start(Workspace workspace, string sessionId, int threads) => throw new NotImplementedException();
}
