using System.CommandLine;
using ModelOps.Core;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

internal static class ListModelsCommand
{
    public static Command Create()
    {
        var pattern = new Argument<string?>("PATTERN") { Arity = ArgumentArity.ZeroOrOne, Description = "Wildcard of names, or the beginning of an id." };
        var state = Choice.Of<ModelState>("--state", "Only models in this state.");
        var network = new Option<string?>("--network") { HelpName = "FAMILY", Description = "Only models of this network: mlp, cnn, resnet, gpt, layers, dqn, ppo." };
        var newest = Choice.Number("--newest", "N", "Only the newest N.", least: 1);
        var tier = Choice.Of<ModelTier>("--tier", "Only models of this tier.");
        var tag = new Option<string?>("--tag") { HelpName = "TAG", Description = "Only models with this tag." };
        var enabled = new Option<bool?>("--enabled") { HelpName = "true|false", Description = "Only models that are enabled, or aren't." };
        var command = new Command("list-models", "Lists models, newest first.") { pattern, state, network, tier, tag, enabled, newest };
        return command.Does(context =>
        {
            var models = context.Workspace.Models.Find(new ModelQuery
            {
                Pattern = context.Get(pattern),
                State = context.Get(state),
                Network = context.Get(network),
                Tier = context.Get(tier),
                Tag = context.Get(tag),
                Enabled = context.Get(enabled),
                Newest = context.Get(newest),
            });
            context.Output.List(Lists.Of(models), "No models. Train one with modelops train.");
            context.Output.Result(models, HostJson.Default.IReadOnlyListModel);
        });
    }
}
