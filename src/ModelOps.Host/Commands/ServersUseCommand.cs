using System.CommandLine;
using ModelOps.Core;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

/// <summary>servers use: the servers of a serving profile come up, those that it doesn't want end.</summary>
internal static class ServersUseCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("PROFILE")
        {
            Arity = ArgumentArity.ZeroOrOne, Description = "Name of a serving profile, or path of its file; by default MODELOPS_PROFILE.",
        };
        var detach = new Option<bool>("--detach") { Description = "Return at once; the servers come up in the background." };
        return new Command("use", "Brings up the servers of a serving profile, and ends those that it doesn't want.") { name, detach }.Does(
            async (context, cancellation) =>
            {
                var store = context.Workspace.ServingProfiles;
                var profile = store.Get(context.Get(name));
                if (context.Get(detach))
                {
                    store.UseInBackground(profile);
                    context.Output.Line(
                        $"serving profile {profile.Name}: {string.Join(", ", profile.Servers.Select(s => s.Name))} in the background");
                    context.Output.Result([], HostJson.Default.IReadOnlyListModelServer);
                    return ExitCodes.Ok;
                }
                var results = await store.UseAsync(profile, cancellation);
                var ready = results.Select(r => r.Server).OfType<ModelServer>().ToList();
                context.Output.List(Lists.Of(ready), "No server came up.");
                foreach (var failed in results.Where(r => r.Error is not null))
                    context.Output.Error($"{failed.Error!.Message} ({failed.Error.ErrorId})");
                context.Output.Result(ready, HostJson.Default.IReadOnlyListModelServer);
                return ready.Count == results.Count ? ExitCodes.Ok : ExitCodes.Failed;
            });
    }
}
