using System.CommandLine;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

internal static class TestModelCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("MODEL") { Description = "Model: its id or the beginning of it, or its name." };
        return new Command("test-model", "Compares a model's files with what the registry says of them.") { id }.Does((context, cancellation) =>
        {
            var workspace = context.Workspace;
            var test = context.Output.WithProgress("testing", progress => workspace.Models.Test(context.Get(id), progress, cancellation));
            context.Output.Line(test.ToString());
            context.Output.Result(test, HostJson.Default.ModelTest);
            return Task.FromResult(test.Sound ? ExitCodes.Ok : ExitCodes.Failed);
        });
    }
}
