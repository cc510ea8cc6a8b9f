using System.CommandLine;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

internal static class ExportCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("MODEL") { Description = "Model: its id or the beginning of it, or its name." };
        var format = Choice.Option<ExportFormat>("--format",
            "safetensors: one file with PyTorch's parameter names; zip: that with configuration and profile.", required: true);
        var destination = new Option<string>("--destination") { HelpName = "DIR", Description = "Folder to write to; made if absent.", DefaultValueFactory = _ => "." };
        var force = new Option<bool>("--force") { Description = "Overwrite an existing file." };
        return new Command("export", "Writes a model to a file.") { id, format, destination, force }.Does((context, cancellation) =>
        {
            var export = context.Workspace.Models.Export(context.Get(id), context.Get(format)!.Value, context.Get(destination)!, context.Get(force), cancellation);
            context.Output.Line($"{export.Path}  {Show.Bytes(export.Bytes)}  sha256 {export.Sha256}");
            context.Output.Result(export, HostJson.Default.ModelExport);
        });
    }
}
