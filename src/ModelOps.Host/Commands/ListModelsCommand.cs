using System.CommandLine;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

internal static class ListModelsCommand
{
    public static Command Create()
    {
        var pattern = new Argument<string?>("PATTERN") { Arity = ArgumentArity.ZeroOrOne, Description = "Wildcard of names, or the beginning of an id." };
        var state = Choice.Of<ModelState>("--state", "Only models in this state.");
        var network = new Option<string?>("--network") { HelpName = "FAMILY", Description = "Only models of this network: mlp, cnn, layers." };
        var newest = Choice.Number("--newest", "N", "Only the newest N.", least: 1);
        return new Command("list-models", "Lists models, newest first.") { pattern, state, network, newest }.Does(context =>
        {
            var models = context.Workspace.Models.Find(context.Get(pattern), context.Get(state), context.Get(network), context.Get(newest));
            context.Output.List(Lists.Of(models), "No models. Train one with modelops train.");
            context.Output.Result(models, HostJson.Default.IReadOnlyListModel);
        });
    }
}
