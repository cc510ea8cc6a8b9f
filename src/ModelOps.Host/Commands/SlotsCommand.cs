using System.CommandLine;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

internal static class SlotsCommand
{
    private static Argument<string> NameArgument() => new("NAME") { Description = "Slot: letters, digits, '_' and '-'." };

    public static Command Create()
    {
        var command = new Command("slots",
            "Keeps named copies of models.") { ListSubcommand(), Save(), Test(), Restore(), Export(), Remove() };
        return command.Does(context => List(context, null));
    }

    private static Command ListSubcommand()
    {
        var pattern = new Argument<string?>("PATTERN") { Arity = ArgumentArity.ZeroOrOne, Description = "Name or wildcard (* and ?)." };
        return new Command("list", "Lists slots.") { pattern }.Does(context => List(context, context.Get(pattern)));
    }

    private static Command Save()
    {
        var name = NameArgument();
        var model = new Argument<string>("MODEL") { Description = "Model: its id or the beginning of it, or its name." };
        var force = new Option<bool>("--force") { Description = "Overwrite a slot of that name." };
        return new Command("save", "Copies a model into a slot.") { name, model, force }.Does((context, cancellation) =>
        {
            var slot = context.Workspace.Slots.Save(context.Get(name), context.Get(model), context.Get(force), cancellation);
            context.Output.Line($"slot {slot.Name}: {slot.ModelName} ({slot.ModelShortId}), {Show.Bytes(slot.SizeBytes)}");
            context.Output.Result(slot, HostJson.Default.ModelSlot);
        });
    }

    private static Command Test()
    {
        var name = NameArgument();
        return new Command("test", "Compares a slot's files with what was saved.") { name }.Does((context, cancellation) =>
        {
            var test = context.Workspace.Slots.Test(context.Get(name), cancellation: cancellation);
            context.Output.Line(test.ToString());
            context.Output.Result(test, HostJson.Default.SlotTest);
            return Task.FromResult(test.Sound ? ExitCodes.Ok : ExitCodes.Failed);
        });
    }

    private static Command Restore()
    {
        var name = NameArgument();
        return new Command("restore", "Brings a slot back as a model.") { name }.Does((context, cancellation) =>
        {
            var model = context.Workspace.Slots.Restore(context.Get(name), cancellation);
            context.Output.Line($"slot {context.Get(name)} is model {model.ShortId} ({model.Name}): {Show.State(model.State)}");
            context.Output.Result(model, HostJson.Default.Model);
        });
    }

    private static Command Export()
    {
        var name = NameArgument();
        var (format, quantization, destination, force) = ExportCommand.Options();
        var command = new Command("export", "Writes a slot to a file.") { name, format, quantization, destination, force };
        return command.Does((context, cancellation) =>
        {
            var workspace = context.Workspace;
            var export = context.Output.WithProgress("Exporting", progress => workspace.Slots.Export(
                context.Get(name), context.Get(format)!.Value, context.Get(destination)!, context.Get(force), progress, cancellation,
                context.Get(quantization)));
            ExportCommand.Write(context.Output, export);
        });
    }

    private static Command Remove()
    {
        var name = NameArgument();
        return new Command("remove", "Removes a slot.") { name }.Does(context =>
        {
            context.Workspace.Slots.Remove(context.Get(name));
            context.Output.Line($"removed slot {context.Get(name)}");
            context.Output.Result(new Removal(context.Get(name)), HostJson.Default.Removal);
        });
    }

    private static void List(CommandContext context, string? pattern)
    {
        var slots = context.Workspace.Slots.Find(pattern);
        context.Output.List(Lists.Of(slots), "No slots. Keep a model in one with modelops slots save.");
        context.Output.Result(slots, HostJson.Default.IReadOnlyListModelSlot);
    }
}
