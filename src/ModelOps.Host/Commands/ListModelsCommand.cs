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
        var network = new Option<string?>("--network") { HelpName = "FAMILY", Description = "Only models of this network: mlp, cnn, gpt, llama, …" };
        var newest = Choice.Number("--newest", "N", "Only the newest N.", least: 1);
        var tier = Choice.Of<ModelTier>("--tier", "Only models of this tier.");
        var format = Choice.Of("--format", "Only models of this format.", ["gguf", "safetensors"]);
        var thinking = new Option<bool?>("--thinking") { HelpName = "true|false", Description = "Only models that think, or don't." };
        var sort = Choice.Of<ModelOrder>("--sort-by", "Order; by default the newest first.");
        var descending = new Option<bool>("--descending") { Description = "The greatest first." };
        var tag = new Option<string?>("--tag") { HelpName = "TAG", Description = "Only models with this tag." };
        var enabled = new Option<bool?>("--enabled") { HelpName = "true|false", Description = "Only models that are enabled, or aren't." };
        var command = new Command("list-models", "Lists models, newest first.")
        {
            pattern, state, network, format, tier, tag, enabled, thinking, newest, sort, descending,
        };
        return command.Does(context =>
        {
            var query = new ModelQuery
            {
                Pattern = context.Get(pattern),
                State = context.Get(state),
                Network = context.Get(network),
                Format = context.Get(format),
                Tier = context.Get(tier),
                Thinking = context.Get(thinking),
                OrderBy = context.Get(sort) ?? (context.Get(descending) ? ModelOrder.Created : null),
                Descending = context.Get(descending),
                Tag = context.Get(tag),
                Enabled = context.Get(enabled),
                Newest = context.Get(newest),
            };
            var models = context.Workspace.Models.Find(query);
            bool all = query with { OrderBy = null, Descending = false, Newest = null } == new ModelQuery();
            context.Output.List(Lists.Of(models), !all ? "No such models." : "No models. Train one with modelops train, or take one in with modelops import-model.");
            context.Output.Result(models, HostJson.Default.IReadOnlyListModel);
        });
    }
}
