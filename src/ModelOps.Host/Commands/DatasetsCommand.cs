using System.CommandLine;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

internal static class DatasetsCommand
{
    public static Command Create()
    {
        var command = new Command("datasets", "Lists, shows and removes datasets.") { ListSubcommand(), Show(), Remove() };
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

    private static Command Remove()
    {
        var name = new Argument<string>("NAME") { Description = "Dataset." };
        return new Command("remove", "Removes a dataset and its files.") { name }.Does(context =>
        {
            var dataset = context.Workspace.Datasets.Get(context.Get(name));
            context.Workspace.Datasets.Remove(dataset.Name);
            context.Output.Line($"removed dataset {dataset.Name}");
            context.Output.Result(new Removal(dataset.Name), HostJson.Default.Removal);
        });
    }

    private static void List(CommandContext context, string? pattern)
    {
        var datasets = context.Workspace.Datasets.Find(pattern);
        context.Output.List(Lists.Of(datasets), "No datasets. Import one with modelops import-dataset.");
        context.Output.Result(datasets, HostJson.Default.IReadOnlyListDataset);
    }
}
