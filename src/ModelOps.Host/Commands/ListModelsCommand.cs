using System.CommandLine;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

internal static class ListModelsCommand
{
    public static Command Create()
    {
        var pattern = new Argument<string?>("PATTERN") { Arity = ArgumentArity.ZeroOrOne, Description = "Wildcard of names, or the beginning of an id." };
        var state = Choice.Option<ModelState>("--state", "Only models in this state.");
        var network = new Option<string?>("--network") { HelpName = "FAMILY", Description = "Only models of this network: mlp, cnn, layers." };
        var newest = new Option<int?>("--newest") { HelpName = "N", Description = "Only the newest N." };
        return new Command("list-models", "Lists models, newest first.") { pattern, state, network, newest }.Does(context =>
        {
            var models = context.Workspace.Models.Find(context.Get(pattern), context.Get(state), context.Get(network), context.Get(newest));
            context.Output.List(Lists.Of(models), "No models. Train one with modelops train.");
            context.Output.Result(models, HostJson.Default.IReadOnlyListModel);
        });
    }
}
