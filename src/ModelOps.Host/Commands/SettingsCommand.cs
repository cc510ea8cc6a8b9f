using System.CommandLine;
using System.IO.Enumeration;
using ModelOps.Core;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

/// <summary>settings: what is set, where each value came from, and changes of settings.yaml.</summary>
internal static class SettingsCommand
{
    public static Command Create()
    {
        var command = new Command("settings", "Shows and changes settings: an environment variable, else settings.yaml, else the default.")
        {
            ListSubcommand(), Set(), Reset(),
        };
        return command.Does((context, _) => Task.FromResult(List(context, null)));
    }

    private static Argument<string> KeyArgument() => new("KEY") { Description = "Key of a setting, such as server.start_limit." };

    private static Command ListSubcommand()
    {
        var pattern = new Argument<string?>("PATTERN") { Arity = ArgumentArity.ZeroOrOne, Description = "Key or wildcard (* and ?)." };
        return new Command("list", "Lists settings with their values and where these came from.") { pattern }.Does(
            (context, _) => Task.FromResult(List(context, context.Get(pattern))));
    }

    private static Command Set()
    {
        var key = KeyArgument();
        var value = new Argument<string[]>("VALUE")
        {
            Arity = ArgumentArity.OneOrMore, Description = "The new value; several where the setting is a list.",
        };
        return new Command("set", "Writes a setting to settings.yaml, whose comments and order stay.") { key, value }.Does(
            context => Written(context, context.Workspace.Settings.Set(context.Get(key), context.Get(value))));
    }

    private static Command Reset()
    {
        var key = KeyArgument();
        return new Command("reset", "Takes a setting out of settings.yaml.") { key }.Does(
            context => Written(context, context.Workspace.Settings.Reset(context.Get(key))));
    }

    private static void Written(CommandContext context, ModelOpsSetting setting)
    {
        if (setting.Source == SettingSource.Environment)
            context.Output.Warning(
                $"{setting.Key} stays '{setting.Value}': the environment variable {setting.Origin} is stronger than settings.yaml.");
        context.Output.Line($"{setting.Key}: {(setting.Value.Length > 0 ? setting.Value : "(nothing)")}");
        context.Output.Result(setting, HostJson.Default.ModelOpsSetting);
    }

    /// <summary>A setting with a wrong value is an error by itself; the others are shown.</summary>
    private static int List(CommandContext context, string? pattern)
    {
        var keys = pattern is null || pattern.AsSpan().IndexOfAny('*', '?') >= 0
            ? ModelOpsSettings.All.Select(s => s.Key).Where(k => pattern is null || FileSystemName.MatchesSimpleExpression(pattern, k)).ToList()
            : [ModelOpsSettings.Find(pattern).Key];
        var (shown, code) = (new List<ModelOpsSetting>(), ExitCodes.Ok);
        foreach (var key in keys)
        {
            try
            {
                shown.Add(context.Workspace.Settings.Show(key));
            }
            catch (ModelOpsException error)
            {
                context.Output.Error($"{error.Message} ({error.ErrorId})");
                code = ExitCodes.Of(error.Kind);
            }
        }
        context.Output.List(Lists.Of(shown), $"No setting's key is like '{pattern}'.");
        context.Output.Result(shown, HostJson.Default.IReadOnlyListModelOpsSetting);
        return code;
    }
}
