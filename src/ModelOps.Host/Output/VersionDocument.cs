namespace ModelOps.Host.Output;

/// <summary>What `version` prints as JSON.</summary>
/// <param name="ModelOps">This program's version.</param>
/// <param name="Runtime">.NET's version.</param>
/// <param name="Platform">Runtime identifier: linux-x64.</param>
/// <param name="TorchBackend">System or TorchSharp.</param>
/// <param name="Libtorch">libtorch's version.</param>
/// <param name="LibtorchPath">Where it was loaded from, if the system tells.</param>
/// <param name="Blas">The linear algebra library that libtorch uses: reference, openBlasPthread, openBlasOpenMP, mkl, builtIn, …</param>
/// <param name="BlasPath">Where it was loaded from; null for one that is part of libtorch.</param>
/// <param name="BlasAdvice">What to do about a slow one; null for a fast one.</param>
internal sealed record VersionDocument(
    string ModelOps, string Runtime, string Platform, string TorchBackend, string Libtorch, string? LibtorchPath, string Blas, string? BlasPath,
    string? BlasAdvice);
