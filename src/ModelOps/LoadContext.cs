using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace ModelOps;

/// <summary>
/// The private load context of the PowerShell module: ModelOps.Cmdlets, ModelOps.Core and every third-party assembly live here, so that
/// they never meet the versions that another module brought into the shell. Only this assembly lives in the default context.
/// </summary>
public sealed class LoadContext : AssemblyLoadContext
{
    private static readonly Lazy<Assembly> Module = new(LoadModule);

    private readonly string _folder;

    private LoadContext(string folder)
        : base(nameof(ModelOps)) => _folder = folder;

    /// <summary>The assembly with the cmdlets, loaded once for the process from the folder "private" beside this assembly.</summary>
    /// <exception cref="FileNotFoundException">The folder "private" is incomplete.</exception>
    public static Assembly ModuleAssembly => Module.Value;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var own = typeof(LoadContext).Assembly;
        if (assemblyName.Name == own.GetName().Name)
            return own;
        var file = Path.Combine(_folder, assemblyName.Name + ".dll");
        return File.Exists(file) ? LoadFromAssemblyPath(file) : null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        var file = NativeFolders()
            .SelectMany(folder => NativeNames(unmanagedDllName).Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
        return file is null ? 0 : LoadUnmanagedDllFromPath(file);
    }

    private static Assembly LoadModule()
    {
        var folder = Path.Combine(Path.GetDirectoryName(typeof(LoadContext).Assembly.Location)!, "private");
        return new LoadContext(folder).LoadFromAssemblyPath(Path.Combine(folder, "ModelOps.Cmdlets.dll"));
    }

    /// <summary>
    /// Where packages' native files lie: the runtime's own identifier first (a distribution's, maybe), then the portable one.
    /// </summary>
    private IEnumerable<string> NativeFolders()
    {
        var own = RuntimeInformation.RuntimeIdentifier;
        var musl = own.Contains("musl", StringComparison.Ordinal) || own.StartsWith("alpine", StringComparison.Ordinal);
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : musl ? "linux-musl" : "linux";
        var portable = $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        return new[] { own, portable }.Distinct().Select(id => Path.Combine(_folder, "runtimes", id, "native"));
    }

    private static IEnumerable<string> NativeNames(string name) =>
        OperatingSystem.IsWindows() ? [name + ".dll", name]
        : OperatingSystem.IsMacOS() ? [$"lib{name}.dylib", name + ".dylib", name]
        : [$"lib{name}.so", name + ".so", name];
}
