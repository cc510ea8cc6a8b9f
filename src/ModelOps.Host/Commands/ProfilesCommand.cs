using System.CommandLine;
using ModelOps.Core;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

internal static class ProfilesCommand
{
    public static Command Create()
    {
        var command = new Command("profiles", "Keeps profiles: what to train or to serve, and how.")
        {
            ListSubcommand(), Show(), Test(),
            ProfileEditCommands.New(), ProfileEditCommands.Set(), ProfileEditCommands.Copy(), ProfileEditCommands.Remove(), Schema(),
        };
        return command.Does(context => List(context, null, null));
    }

    public static Argument<string> ProfileArgument() => new("PROFILE") { Description = "Name of a profile, or path of a YAML file." };

    public static Option<ProfileKind?> KindOption() =>
        Choice.Of<ProfileKind>("--kind", "Training or serving profiles; by default both, training first.");

    private static Command ListSubcommand()
    {
        var pattern = new Argument<string?>("PATTERN") { Arity = ArgumentArity.ZeroOrOne, Description = "Name or wildcard (* and ?)." };
        var kind = KindOption();
        return new Command("list", "Lists profiles.") { pattern, kind }
            .Does(context => List(context, context.Get(pattern), context.Get(kind)));
    }

    private static Command Show()
    {
        var name = ProfileArgument();
        var kind = KindOption();
        return new Command("show", "Prints a profile's YAML.") { name, kind }.Does(context =>
        {
            var profile = context.Workspace.Profiles.Get(context.Get(name), context.Get(kind));
            context.Output.Line(profile.Text.TrimEnd());
            context.Output.Result(profile, HostJson.Default.ModelProfile);
        });
    }

    private static Command Schema()
    {
        var kind = Choice.Of<ProfileKind>("--kind", "Training or serving profiles; by default training.");
        return new Command("schema", "Prints the JSON schema of profiles, for editors.") { kind }.Does(context =>
            context.Output.Document(ProfileSchema.Text(context.Get(kind) ?? ProfileKind.Training)));
    }

    private static Command Test()
    {
        var name = ProfileArgument();
        var kind = KindOption();
        var dataset = new Option<string?>("--dataset") { HelpName = "NAME", Description = "Check that the network fits this dataset, too." };
        var set = Overrides.Option();
        return new Command("test",
            "Checks a profile and names all its problems; exit code 2 where it has some.") { name, kind, dataset, set }
            .Does((context, _) =>
            {
                var profile = context.Workspace.Profiles.Get(context.Get(name), context.Get(kind));
                var against = context.Get(dataset) is { } d ? context.Workspace.Datasets.Get(d) : null;
                var result = context.Workspace.Profiles.Test(profile, Overrides.Parse(context.Get(set)), against);
                foreach (var problem in result.Problems)
                    context.Output.Line(problem.ToString());
                context.Output.Line(result.Valid
                    ? $"profile {result.Name} is valid{(result.Parameters is { } p ? $": {Output.Show.Count(p)} parameters" : "")}"
                    : $"profile {result.Name} has {result.Problems.Count} problem{(result.Problems.Count == 1 ? "" : "s")}");
                context.Output.Result(result, HostJson.Default.ProfileTestResult);
                return Task.FromResult(result.Valid ? ExitCodes.Ok : ExitCodes.Usage);
            });
    }

    private static void List(CommandContext context, string? pattern, ProfileKind? kind)
    {
        var profiles = context.Workspace.Profiles.Find(pattern, kind);
        context.Output.List(Lists.Of(profiles), "No profile of that name.");
        context.Output.Result(profiles, HostJson.Default.IReadOnlyListModelProfile);
    }
}
