using System.CommandLine;
using System.Globalization;
using ModelOps.Core;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

/// <summary>`modelops demo`: models that play on their own.</summary>
internal static class DemoCommand
{
    private static Argument<string> NameArgument() => new("NAME") { Description = "Demo: the name of the slot or model that plays." };

    public static Command Create() => new Command(
        "demo", "Lets a model play on its own: an agent in its environment, a classifier over samples, a language model writing.")
    {
        Start(), ListSubcommand(), ShowSubcommand(), Stop(),
    }.Does(context => List(context, null));

    private static Command Start()
    {
        var source = new Argument<string>("SOURCE") { Description = "Slot, or a model's id or name." };
        var rate = new Option<double?>("--fps") { HelpName = "N", Description = "Frames a second, above 0 and at most 60; by default 20 of an agent, 1 of samples, 10 of text." };
        var prompt = new Option<string?>("--prompt") { HelpName = "TEXT", Description = "What a language model continues." };
        var show = new Option<bool>("--show") { Description = "Watch it at once; Ctrl+C leaves it to play on." };
        return new Command("start", "Starts a demo in a process of its own, which outlives the shell.") { source, rate, prompt, show }.Does(async (context, cancellation) =>
        {
            var demo = context.Workspace.Demos.Start(new ModelDemoRequest
            {
                Source = context.Get(source), FramesPerSecond = context.Get(rate), Prompt = context.Get(prompt),
            });
            context.Output.Line($"demo {demo.Name}: {demo.ModelName} ({demo.ModelShortId}), {demo.Subject ?? "text"}, {demo.FramesPerSecond} frames a second");
            context.Output.Line(
                $"watch: {context.CommandText($"demo show {demo.Name}")}   stop: {context.CommandText($"demo stop {demo.Name}")}");
            if (context.Get(show))
                await WatchAsync(context, demo, null, cancellation);
            context.Output.Result(context.Workspace.Demos.Get(demo.Name), HostJson.Default.ModelDemo);
            return ExitCodes.Ok;
        });
    }

    private static Command ListSubcommand()
    {
        var pattern = new Argument<string?>("PATTERN") { Arity = ArgumentArity.ZeroOrOne, Description = "Name or wildcard (* and ?)." };
        return new Command("list", "Lists demos.") { pattern }.Does(context => List(context, context.Get(pattern)));
    }

    private static Command ShowSubcommand()
    {
        var name = NameArgument();
        var frames = Choice.Number("--frames", "N", "Frames to show; by default until the demo ends or Ctrl+C.", least: 1);
        return new Command("show", "Draws a demo's frames as they are made; with --json one line a frame.") { name, frames }.Does(async (context, cancellation) =>
        {
            await WatchAsync(context, context.Workspace.Demos.Get(context.Get(name)), context.Get(frames), cancellation);
            return ExitCodes.Ok;
        });
    }

    private static Command Stop()
    {
        var name = NameArgument();
        return new Command("stop", "Ends a demo.") { name }.Does(async (context, cancellation) =>
        {
            var demo = await context.Workspace.Demos.StopAsync(context.Get(name), cancellation);
            context.Output.Line($"demo {demo.Name}: {Show.State(demo.State)} after {Show.Count(demo.Frames)} frames");
            context.Output.Result(demo, HostJson.Default.ModelDemo);
            return ExitCodes.Ok;
        });
    }

    private static void List(CommandContext context, string? pattern)
    {
        var demos = context.Workspace.Demos.Find(pattern);
        context.Output.List(Lists.Of(demos), "No demos. Start one with modelops demo start.");
        context.Output.Result(demos, HostJson.Default.IReadOnlyListModelDemo);
    }

    /// <summary>Draws on the whole terminal and leaves the last frame there; elsewhere it writes a frame under the other.</summary>
    private static async Task WatchAsync(CommandContext context, ModelDemo demo, int? most, CancellationToken cancellation)
    {
        var live = new LiveFrame(wholeScreen: true);
        var drawing = new DemoScreen(demo, StandardOutput.HasColors);
        int shown = 0;
        ModelDemoFrame? last = null;
        try
        {
            await foreach (var frame in context.Workspace.Demos.WatchAsync(demo.Name, cancellation))
            {
                last = frame;
                if (context.Output.IsJson)
                    context.Output.Result(frame, HostJson.Default.ModelDemoFrame);
                else if (context.Output.IsTerminal)
                    Console.Out.Write(
                        live.Next(drawing.Lines(frame, Console.WindowWidth, Console.WindowHeight - 1), Console.WindowHeight - 1));
                else
                    context.Output.Line(string.Create(CultureInfo.InvariantCulture, $"{frame.Number}: {frame.Caption}\n{frame.Text}"));
                if (++shown == most)
                    return;
            }
        }
        finally
        {
            if (context.Output.IsTerminal && last is not null)
            {
                Console.Out.Write(live.End());
                drawing.Lines(last, Console.WindowWidth - 1, Console.WindowHeight - 1, hint: false).ToList().ForEach(Console.Out.WriteLine);
                if (cancellation.IsCancellationRequested)
                    context.Output.Line($"{demo.Name} plays on; end it with {context.CommandText($"demo stop {demo.Name}")}");
            }
        }
    }
}
