using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using ModelOps.Host.Output;
using ModelOps.Torch;

namespace ModelOps.Host.Commands;

internal static class VersionCommand
{
    public static Command Create() => new Command("version", "Says what this build is, and which libtorch and BLAS it works with.")
        .DoesWithTorch(context =>
        {
            var blas = TorchEnvironment.Blas;
            var version = new VersionDocument(
                typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0],
                RuntimeInformation.FrameworkDescription, RuntimeInformation.RuntimeIdentifier, TorchEnvironment.Backend, TorchEnvironment.Version,
                TorchEnvironment.LibraryPath, JsonText.CamelCase(blas.Kind.ToString()), blas.Path, blas.Advice);
            context.Output.Line($"modelops {version.ModelOps}");
            context.Output.Line($".NET     {version.Runtime} ({version.Platform})");
            context.Output.Line(
                $"libtorch {version.Libtorch}, backend {version.TorchBackend}{(version.LibtorchPath is { } p ? $" ({p})" : "")}");
            context.Output.Line($"BLAS     {version.Blas}{(version.BlasPath is { } b ? $" ({b})" : "")}");
            if (version.BlasAdvice is { } advice)
                context.Output.Warning(advice);
            context.Output.Result(version, HostJson.Default.VersionDocument);
        });
}
