using System.CommandLine;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

internal static class RemoveModelCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("MODEL") { Description = "Model: its id or the beginning of it, or its name." };
        var keepFiles = new Option<bool>("--keep-files") { Description = "Leave its files where they are." };
        return new Command("remove-model", "Removes a model and its files.") { id, keepFiles }.Does(context =>
        {
            var model = context.Workspace.Models.Get(context.Get(id));
            context.Workspace.Models.Remove(model.Id, context.Get(keepFiles));
            context.Output.Line(
                $"removed model {model.ShortId} ({model.Name}){(context.Get(keepFiles) ? $"; its files are in {model.Path}" : "")}");
            context.Output.Result(new Removal(model.Id), HostJson.Default.Removal);
        });
    }
}
