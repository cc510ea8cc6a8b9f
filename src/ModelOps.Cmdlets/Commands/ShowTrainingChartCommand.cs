using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Show-TrainingChart: draws the metrics of trainings with characters; -Wait follows them until they end.</summary>
[Cmdlet(VerbsCommon.Show, "TrainingChart")]
[OutputType(typeof(string))]
public sealed class ShowTrainingChartCommand : ChartCommand
{
    private const int UsualMetrics = 2;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(SessionCompleter))]
    [ValidateNotNullOrEmpty]
    public override string[] SessionId { get; set; } = [];

    [Parameter]
    [ValidateRange(TerminalChartOptions.LeastWidth, TerminalChartOptions.GreatestWidth)]
    public int Width { get; set; }

    [Parameter]
    [ValidateRange(TerminalChartOptions.LeastPanelHeight, TerminalChartOptions.GreatestHeight)]
    public int? Height { get; set; }

    [Parameter]
    public ChartStyle Style { get; set; }

    [Parameter]
    public SwitchParameter Wait { get; set; }

    private protected override void Chart(ChartRequest request)
    {
        request = request with { UsualMetrics = UsualMetrics };
        var screen = new HostScreen(this, Host);
        var chart = Wait ? Follow(request, screen) : Workspace.Charts.Read(request);
        var options = Options(screen, screen.HasColors);
        // The prompt comes back below it.
        if (screen.IsLast)
            options = TerminalChart.Within(chart, options, screen.Size().Height - 2);
        WriteObject(TerminalChart.Draw(chart, options), enumerateCollection: true);
    }

    private TerminalChartOptions Options(HostScreen screen, bool colors) => new()
    {
        Width = Width > 0
            ? Width
            : Math.Clamp(screen.Size().Width - 1, TerminalChartOptions.LeastWidth, TerminalChartOptions.GreatestWidth),
        Height = Height,
        Colors = colors,
        Ascii = Style == ChartStyle.Ascii || (Style == ChartStyle.Auto && !colors),
    };

    /// <summary>Draws on the whole screen until the trainings have ended. A screen that can't be drawn over stays as it is.</summary>
    private Chart Follow(ChartRequest request, HostScreen screen)
    {
        var frame = new LiveFrame(wholeScreen: true);
        Chart? last = null;
        try
        {
            Follow(Workspace.Charts.WatchAsync(request, cancellation: Cancellation), chart =>
            {
                last = chart;
                if (!screen.TakesEscapes)
                    return;
                int room = screen.Size().Height - 1;
                var options = TerminalChart.ForScreen(chart, Options(screen, screen.TakesColors), room);
                Host.UI.Write(frame.Next(TerminalChart.Draw(chart, options), room));
            });
            return last!;
        }
        finally
        {
            if (screen.TakesEscapes)
                Host.UI.Write(frame.End());
        }
    }
}
