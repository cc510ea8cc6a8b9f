using System.CommandLine;
using ModelOps.Core;
using ModelOps.Host.Output;

namespace ModelOps.Host.Commands;

internal static class ChartCommand
{
    private const int TerminalMetrics = 2;

    public static Command Create()
    {
        var o = new ChartOptions();
        return new Command("chart", "Draws the metrics of sessions in the terminal, or writes them as a picture.")
        {
            o.Sessions, o.Metrics, o.XAxis, o.Smooth, o.Log, o.Width, o.Height, o.Style, o.Follow,
            o.Output, o.Format, o.Title, o.Theme, o.Scale, o.Force,
        }.Does(async (context, cancellation) =>
        {
            if (context.Get(o.Output) is { } path)
                Write(context, o, path);
            else
                await ShowAsync(context, o, cancellation);
            return ExitCodes.Ok;
        });
    }

    private static void Write(CommandContext context, ChartOptions o, string path)
    {
        var chart = context.Workspace.Charts.Read(o.Request(context));
        var file = Path.GetFullPath(path);
        var format = ChartFile.Write(chart, o.File(context, file));
        long bytes = new FileInfo(file).Length;
        context.Output.Line($"{file}  {Show.Bytes(bytes)}");
        context.Output.Result(new ChartWritten(file, format, bytes), HostJson.Default.ChartWritten);
    }

    private static async Task ShowAsync(CommandContext context, ChartOptions o, CancellationToken cancellation)
    {
        var request = o.Request(context) with { UsualMetrics = TerminalMetrics };
        bool terminal = context.Output.IsTerminal;
        TerminalChartOptions Options() => o.Terminal(context, terminal && StandardOutput.HasColors);
        var charts = context.Workspace.Charts;
        var chart = context.Get(o.Follow) ? await FollowAsync(charts, request, Options, terminal, cancellation) : charts.Read(request);
        if (context.Output.IsJson)
        {
            context.Output.Result(chart, HostJson.Default.Chart);
            return;
        }
        // The prompt comes back below it.
        var options = terminal ? TerminalChart.Within(chart, Options(), Console.WindowHeight - 2) : Options();
        TerminalChart.Draw(chart, options).ToList().ForEach(Console.Out.WriteLine);
    }

    /// <summary>Draws on the whole terminal until the sessions have ended; elsewhere it only waits.</summary>
    private static async Task<Chart> FollowAsync(
        ChartService charts, ChartRequest request, Func<TerminalChartOptions> options, bool terminal, CancellationToken cancellation)
    {
        var frame = new LiveFrame(wholeScreen: true);
        Chart? last = null;
        try
        {
            await foreach (var chart in charts.WatchAsync(request, cancellation: cancellation))
            {
                last = chart;
                if (!terminal)
                    continue;
                int room = Console.WindowHeight - 1;
                Console.Out.Write(frame.Next(TerminalChart.Draw(chart, TerminalChart.ForScreen(chart, options(), room)), room));
            }
            return last!;
        }
        finally
        {
            if (terminal)
                Console.Out.Write(frame.End());
        }
    }
}
