using System.CommandLine;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

internal static class DatasetsCommand
{
    public static Command Create()
    {
        var command = new Command("datasets", "Lists, shows, exports and removes datasets.")
        {
            ListSubcommand(), Show(), Preview(), Export(), Remove(),
        };
        return command.Does(context => List(context, null));
    }

    private static Command ListSubcommand()
    {
        var pattern = new Argument<string?>("PATTERN") { Arity = ArgumentArity.ZeroOrOne, Description = "Name or wildcard (* and ?)." };
        return new Command("list", "Lists datasets.") { pattern }.Does(context => List(context, context.Get(pattern)));
    }

    private static Command Show()
    {
        var name = new Argument<string>("NAME") { Description = "Dataset." };
        return new Command("show", "Shows one dataset.") { name }.Does(context =>
        {
            var dataset = context.Workspace.Datasets.Get(context.Get(name));
            context.Output.Table(Details.Of(dataset));
            context.Output.Result(dataset, HostJson.Default.Dataset);
        });
    }

    private static Command Preview()
    {
        var name = new Argument<string>("NAME") { Description = "Dataset." };
        var count = Choice.Number("--count", "N", "Samples to show; by default 10.", 1L);
        var skip = Choice.Number("--skip", "N", "Samples to pass over first.", 0L);
        return new Command("preview", "Shows the first samples of a dataset.") { name, count, skip }.Does(context =>
        {
            var dataset = context.Workspace.Datasets.Get(context.Get(name));
            var samples = context.Workspace.Datasets.Samples(dataset, context.Get(skip) ?? 0, context.Get(count) ?? 10).ToList();
            context.Output.List(Lists.Of(dataset, samples), $"Dataset {dataset.Name} has {Output.Show.Count(dataset.Samples)} samples.");
            context.Output.Result(samples, HostJson.Default.IReadOnlyListDatasetSample);
        });
    }

    private static Command Export()
    {
        var name = new Argument<string>("NAME") { Description = "Dataset." };
        var format = Choice.Of<DatasetFormat>(
            "--format", "csv: a table; jsonl: an object a line; safetensors: the stored tensors.", required: true);
        var destination = new Option<string>("--destination")
        {
            HelpName = "DIR",
            Description = "Folder to write to; made if absent.",
            DefaultValueFactory = _ => ".",
        };
        var force = new Option<bool>("--force") { Description = "Overwrite an existing file." };
        return new Command("export", "Writes a dataset to a file that can be imported again.") { name, format, destination, force }
            .Does((context, cancellation) =>
            {
                var export = context.Workspace.Datasets.Export(
                    context.Get(name), context.Get(format)!.Value, context.Get(destination)!, context.Get(force), cancellation);
                context.Output.Line($"{export.Path}  {Output.Show.Bytes(export.Bytes)}  sha256 {export.Sha256}");
                context.Output.Result(export, HostJson.Default.DatasetExport);
            });
    }

    private static Command Remove()
    {
        var name = new Argument<string>("NAME") { Description = "Dataset." };
        return new Command("remove", "Removes a dataset and its files.") { name }.Does(context =>
        {
            var removed = context.Workspace.Datasets.NameOf(context.Get(name));
            context.Workspace.Datasets.Remove(removed);
            context.Output.Line($"removed dataset {removed}");
            context.Output.Result(new Removal(removed), HostJson.Default.Removal);
        });
    }

    private static void List(CommandContext context, string? pattern)
    {
        var datasets = context.Workspace.Datasets.Find(pattern);
        context.Output.List(Lists.Of(datasets), "No datasets. Import one with modelops import-dataset.");
        context.Output.Result(datasets, HostJson.Default.IReadOnlyListDataset);
    }
}
