using System.Diagnostics;
using System.Text.Json;

namespace ModelOps.Core;

/// <summary>libtorch and its linear algebra: asked of a process of its own, which is where it is loaded.</summary>
internal sealed class TorchCheck : HealthCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    public override string Name => "torch";

    public override IEnumerable<ModelOpsFinding> Run(DiagnosisContext context)
    {
        var (code, output, said) = Ask(WorkerLauncher.FindProgram(), context.Cancellation);
        if (code != 0)
        {
            return [Failure(
                $"libtorch can't be used: {Last(said)}",
                "Build again (./build.sh, build.ps1), which finds or installs a libtorch and says which; LIBTORCH names the folder of one.")];
        }
        using var json = JsonDocument.Parse(Last(output));
        var root = json.RootElement;
        var found = Ok($"libtorch {Text(root, "libtorch")}, backend {Text(root, "torchBackend")}, linear algebra {Text(root, "blas")}.");
        return Text(root, "blasAdvice") is { } advice
            ? [found, Warning($"The linear algebra of libtorch ({Text(root, "blas")}) is a slow one.", advice)]
            : [found];
    }

    private static (int Code, string Output, string Said) Ask(string program, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, ["version", "--json"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var said = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            process.WaitForExitAsync(limit.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            return (-1, "", FormattableString.Invariant($"'{program} version' didn't answer within {Limit.TotalSeconds} s"));
        }
        return (process.ExitCode, output.Result, said.Result);
    }

    private static string Last(string text) => text.TrimEnd().Split('\n')[^1].Trim();

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.GetString() : null;
}
