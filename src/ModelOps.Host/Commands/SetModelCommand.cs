using System.CommandLine;
using ModelOps.Core;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

/// <summary>Changes what a user says of a model.</summary>
internal static class SetModelCommand
{
    private const string Guess = "guess";

    public static Command Create()
    {
        var id = new Argument<string>("MODEL") { Description = "Model: its id or the beginning of it, or its name." };
        var name = new Option<string?>("--name") { HelpName = "NAME", Description = "Another name." };
        var description = new Option<string?>("--description") { HelpName = "TEXT", Description = "What it is; an empty text takes it away." };
        var add = Choice.Words("--add-tag", "TAG,…", "Tags to add.");
        var remove = Choice.Words("--remove-tag", "TAG,…", "Tags to take away.");
        var tier = Choice.Of("--tier", "Its tier; guess: by its size again.",
            [.. Enum.GetNames<ModelTier>().Select(n => n.ToLowerInvariant()), Guess]);
        var thinking = Choice.Of("--thinking", "Whether it thinks before it answers; guess: by its name and chat template again.",
            ["true", "false", Guess]);
        var enabled = new Option<bool?>("--enabled") { HelpName = "true|false", Description = "Whether it is offered for use." };
        var command = new Command("set-model", "Changes a model's name, description, tags, tier, thinking or enabled.")
        {
            id, name, description, add, remove, tier, thinking, enabled,
        };
        command.Validators.Add(result =>
        {
            if (new Option[] { name, description, add, remove, tier, thinking, enabled }.All(o => result.GetResult(o) is not { Implicit: false }))
                result.AddError("Say what to change: --name, --description, --add-tag, --remove-tag, --tier, --thinking or --enabled.");
        });
        return command.Does(context =>
        {
            var (tierText, thinkingText) = (context.Get(tier), context.Get(thinking));
            var model = context.Workspace.Models.Set(context.Workspace.Models.Get(context.Get(id)).Id, new()
            {
                Name = context.Get(name),
                Description = context.Get(description),
                AddTags = context.Get(add) ?? [],
                RemoveTags = context.Get(remove) ?? [],
                Tier = tierText is null or Guess ? null : Enum.Parse<ModelTier>(tierText, ignoreCase: true),
                GuessTier = tierText == Guess,
                Thinking = thinkingText is null or Guess ? null : bool.Parse(thinkingText),
                GuessThinking = thinkingText == Guess,
                Enabled = context.Get(enabled),
            });
            context.Output.Table(Details.Of(model));
            context.Output.Result(model, HostJson.Default.Model);
        });
    }
}
