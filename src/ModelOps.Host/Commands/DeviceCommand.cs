using System.CommandLine;
using ModelOps.Core;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

internal static class DeviceCommand
{
    public static Command Create()
    {
        var wait = new Option<bool>("--wait") { Description = "Go on looking until Ctrl+C; with --json one line a look." };
        var interval = Choice.Number("--interval", "S", "Seconds between two looks; by default 2.", least: 1);
        return new Command("device", "Shows processors, memory, GPUs and disk, and how busy they are.") { wait, interval }.Does((context, cancellation) =>
        {
            var devices = new ComputeDevices(context.Home);
            var pause = TimeSpan.FromSeconds(context.Get(interval) ?? 2);
            bool GoesOn() => context.Get(wait) && !cancellation.WaitHandle.WaitOne(pause);
            if (context.Get(wait) && context.Output.IsTerminal)
            {
                if (Notes(devices.Read()) is { Length: > 0 } notes)
                    context.Output.Line(notes);
                context.Output.Redrawn(() => Lists.Of(devices.Read()), GoesOn);
            }
            else
            {
                Write(context, devices, GoesOn);
            }
            cancellation.ThrowIfCancellationRequested();
        });
    }

    /// <summary>A table for each look; what there is to say once, and again where it changes.</summary>
    private static void Write(CommandContext context, ComputeDevices devices, Func<bool> goesOn)
    {
        var said = "";
        do
        {
            var found = devices.Read();
            context.Output.Table(Lists.Of(found));
            if (Notes(found) is { Length: > 0 } notes && notes != said)
                context.Output.Line(said = notes);
            context.Output.Result(found, HostJson.Default.IReadOnlyListComputeDevice);
        }
        while (goesOn());
    }

    private static string Notes(IReadOnlyList<ComputeDevice> found) =>
        string.Join(Environment.NewLine, found.Select(d => d.Note).OfType<string>());
}
