using System.CommandLine;
using ModelOps.Core;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

internal static class ImportModelCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("PATH")
        {
            Description = "GGUF or safetensors file, any part of one in several, a folder in Hugging Face's layout, or a zip of export.",
        };
        var name = new Option<string?>("--name") { HelpName = "NAME", Description = "Name of the model; by default the file's or folder's." };
        var copy = new Option<bool>("--copy")
        {
            Description = "Keep a copy (a clone or hard link where the file system has one) instead of using the files where they lie.",
        };
        return new Command("import-model", "Takes in a model that was made elsewhere, or exported as a zip.") { path, name, copy }.Does((context, cancellation) =>
        {
            var workspace = context.Workspace;
            var model = context.Output.WithProgress($"importing {Path.GetFileName(context.Get(path))}", progress => workspace.Importer.Import(
                context.Get(path), new() { Name = context.Get(name), Copy = context.Get(copy) }, progress, cancellation));
            context.Output.Line($"model {model.ShortId} ({model.Name}): {model.Network}, {Show.Bytes(model.SizeBytes)}, {model.WeightsPath}");
            context.Output.Result(model, HostJson.Default.Model);
        });
    }
}
