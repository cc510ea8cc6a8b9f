using System.CommandLine;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

internal static class ExportCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("MODEL") { Description = "Model: its id or the beginning of it, or its name." };
        var (format, quantization, destination, force) = Options();
        var command = new Command("export", "Writes a model to a file.") { id, format, quantization, destination, force };
        return command.Does((context, cancellation) =>
        {
            var workspace = context.Workspace;
            var export = context.Output.WithProgress("Exporting", progress => workspace.Models.Export(
                context.Get(id), context.Get(format)!.Value, context.Get(destination)!, context.Get(force), progress, cancellation,
                context.Get(quantization)));
            Write(context.Output, export);
        });
    }

    /// <summary>The options of every export.</summary>
    public static (Option<ExportFormat?> Format, Option<Quantization?> Quantization, Option<string> Destination, Option<bool> Force)
        Options() => (
        Choice.Of<ExportFormat>("--format",
            "safetensors: one file with PyTorch's parameter names; onnx: the network as a graph with its weights; gguf: a language "
            + "model for llama.cpp, or a GGUF model's own file; zip: all that importing it again needs.", required: true),
        Choice.Of<Quantization>("--quantization", "How gguf stores the weights of a trained model; without it f32, as they are."),
        new("--destination") { HelpName = "DIR", Description = "Folder to write to; made if absent.", DefaultValueFactory = _ => "." },
        new("--force") { Description = "Overwrite an existing file." });

    public static void Write(CommandOutput output, ModelExport export)
    {
        output.Line($"{export.Path}  {Show.Bytes(export.Bytes)}  sha256 {export.Sha256}");
        output.Result(export, HostJson.Default.ModelExport);
    }
}
