using System.CommandLine;
using ModelOps.Core;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

internal static class ImportDatasetCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("PATH") { Description = "CSV, TSV or JSON Lines file (.gz too), IDX images file, or a folder with an IDX pair." };
        var name = new Option<string?>("--name") { HelpName = "NAME", Description = "Name of the dataset; by default the file's name up to its first dot." };
        var label = new Option<string?>("--label-column") { HelpName = "COLUMN", Description = "Heading or zero-based index of the label column; by default the last." };
        var regress = new Option<bool>("--regress") { Description = "The label is a number to predict, even where it looks like a class." };
        var force = new Option<bool>("--force") { Description = "Replace a dataset of the same name that holds other samples." };
        return new Command("import-dataset", "Imports a file as a dataset.") { path, name, label, regress, force }.Does((context, cancellation) =>
        {
            var request = new DatasetImport
            {
                Path = context.Get(path),
                Name = context.Get(name),
                LabelColumn = context.Get(label),
                Regress = context.Get(regress),
                Force = context.Get(force),
            };
            var dataset = context.Output.WithProgress(
                $"importing {Path.GetFileName(request.Path)}", progress => context.Workspace.Datasets.Import(request, progress, cancellation));
            context.Output.Line($"dataset {dataset.Name}: {Details.Describe(dataset)}");
            context.Output.Result(dataset, HostJson.Default.Dataset);
        });
    }
}
