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
            do
            {
                var found = devices.Read();
                context.Output.Table(Lists.Of(found));
                foreach (var note in found.Select(d => d.Note).OfType<string>())
                    context.Output.Line(note);
                context.Output.Result(found, HostJson.Default.IReadOnlyListComputeDevice);
            }
            while (context.Get(wait) && !cancellation.WaitHandle.WaitOne(pause));
            cancellation.ThrowIfCancellationRequested();
        });
    }
}
