using System.CommandLine;
using System.Globalization;
using ModelOps.Core;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

internal static class ImportDatasetCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("PATH")
        {
            Description = "CSV, TSV, text or JSON Lines file (.gz too), IDX images file, safetensors file, or a folder with an IDX pair "
                + "or with a sub-folder of images for each class.",
        };
        var name = new Option<string?>("--name") { HelpName = "NAME", Description = "Name of the dataset; by default the file's name up to its first dot." };
        var label = new Option<string?>("--label-column") { HelpName = "COLUMN", Description = "Heading or zero-based index of the label column; by default the last." };
        var regress = new Option<bool>("--regress") { Description = "The label is a number to predict, even where it looks like a class." };
        var size = new Option<string?>("--image-size") { HelpName = "SIZE", Description = "Size to bring images to: 32 for a square, or HEIGHTxWIDTH." };
        var channels = Choice.Of("--image-channels", "1 for grey images, 3 for colours; by default grey where all are.", ["1", "3"]);
        var text = new Option<string?>("--text-column") { HelpName = "KEY", Description = "JSON Lines: the key whose text a language model learns." };
        var tokenizer = Choice.Of(
            "--tokenizer", "Text: a token a byte (the default), or byte-pair encoding learned from the text.", ["byte", "bpe"]);
        var vocabulary = Choice.Number("--vocabulary-size", "N", "bpe: tokens at most; by default 1024.", least: 258);
        var force = new Option<bool>("--force") { Description = "Replace a dataset of the same name that holds other samples." };
        return new Command("import-dataset", "Imports a file as a dataset.")
        {
            path, name, label, regress, size, channels, text, tokenizer, vocabulary, force,
        }.Does((context, cancellation) =>
        {
            var request = new DatasetImport
            {
                Path = context.Get(path),
                Name = context.Get(name),
                LabelColumn = context.Get(label),
                Regress = context.Get(regress),
                ImageSize = context.Get(size) is { } given ? ImageSize.Parse(given) : null,
                ImageChannels = context.Get(channels) is { } number ? int.Parse(number, CultureInfo.InvariantCulture) : null,
                TextColumn = context.Get(text),
                Tokenizer = context.Get(tokenizer),
                VocabularySize = context.Get(vocabulary),
                Force = context.Get(force),
            };
            var dataset = context.Output.WithProgress(
                $"importing {Path.GetFileName(request.Path)}", progress => context.Workspace.Datasets.Import(
                    request, progress, cancellation));
            context.Output.Line($"dataset {dataset.Name}: {Details.Describe(dataset)}");
            context.Output.Result(dataset, HostJson.Default.Dataset);
        });
    }
}
