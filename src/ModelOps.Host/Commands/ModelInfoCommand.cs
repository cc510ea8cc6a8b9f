using System.CommandLine;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

internal static class ModelInfoCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("MODEL") { Description = "Model: its id or the beginning of it, or its name." };
        return new Command("model-info", "Shows one model.") { id }.Does(context =>
        {
            var model = context.Workspace.Models.Get(context.Get(id));
            context.Output.Table(Details.Of(model));
            context.Output.Result(model, HostJson.Default.Model);
        });
    }
}
