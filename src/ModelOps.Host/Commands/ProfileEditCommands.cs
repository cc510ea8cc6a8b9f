using System.CommandLine;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

/// <summary>profiles new, set, copy and remove.</summary>
internal static class ProfileEditCommands
{
    private const string NameRule = "Name: letters, digits, '_' and '-'.";

    public static Command New()
    {
        var name = new Argument<string>("NAME") { Description = NameRule };
        var template = new Argument<string>("TEMPLATE") { Description = "Profile to start from: a sample, one of your own, or the path of a YAML file." };
        var (kind, set, force) = (ProfilesCommand.KindOption(), Overrides.Option(), Force());
        return new Command("new", "Makes a profile from a template or another profile.") { name, template, kind, set, force }.Does(context =>
        {
            var from = context.Workspace.Profiles.Get(context.Get(template), context.Get(kind));
            Written(context, "made", context.Workspace.ProfileFiles.Create(
                context.Get(name), from, Overrides.Edits(context.Get(set), null), context.Get(force)));
        });
    }

    public static Command Set()
    {
        var (name, kind, set, unset) = (ProfilesCommand.ProfileArgument(), ProfilesCommand.KindOption(), Overrides.Option(), Overrides.Removal());
        return new Command("set", "Changes keys of a profile; the rest of the file stays as it is.") { name, kind, set, unset }.Does(context =>
        {
            var profile = context.Workspace.Profiles.Get(context.Get(name), context.Get(kind));
            Written(context, "changed", context.Workspace.ProfileFiles.Set(profile, Overrides.Edits(context.Get(set), context.Get(unset))));
        });
    }

    public static Command Copy()
    {
        var copy = new Argument<string>("NAME") { Description = NameRule };
        var (name, kind, force) = (ProfilesCommand.ProfileArgument(), ProfilesCommand.KindOption(), Force());
        return new Command("copy", "Copies a profile under another name.") { name, copy, kind, force }.Does(context =>
        {
            var from = context.Workspace.Profiles.Get(context.Get(name), context.Get(kind));
            Written(context, "made", context.Workspace.ProfileFiles.Create(context.Get(copy), from, overwrite: context.Get(force)));
        });
    }

    public static Command Remove()
    {
        var (name, kind) = (ProfilesCommand.ProfileArgument(), ProfilesCommand.KindOption());
        return new Command("remove", "Deletes a profile's file.") { name, kind }.Does(context =>
        {
            var profile = context.Workspace.Profiles.Get(context.Get(name), context.Get(kind));
            context.Workspace.ProfileFiles.Remove(profile);
            context.Output.Line($"removed {profile.Path}");
            context.Output.Result(new Removal(profile.Name), HostJson.Default.Removal);
        });
    }

    private static Option<bool> Force() => new("--force") { Description = "Replace a profile of that name." };

    private static void Written(CommandContext context, string done, ModelProfile profile)
    {
        context.Output.Line($"{done} {profile.Path}");
        context.Output.Result(profile, HostJson.Default.ModelProfile);
    }
}
