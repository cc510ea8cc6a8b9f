using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Export-TrainingChart: writes the metrics of trainings as a picture (SVG, PNG) or a page (HTML).</summary>
[Cmdlet(VerbsData.Export, "TrainingChart", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportTrainingChartCommand : ChartCommand
{
    private const int UsualWidth = 960;

    [Parameter(Mandatory = true, Position = 0)]
    [Alias("FilePath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(SessionCompleter))]
    [ValidateNotNullOrEmpty]
    public override string[] SessionId { get; set; } = [];

    [Parameter]
    public ChartFormat? Format { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Title { get; set; }

    [Parameter]
    [ValidateRange(ChartFileOptions.LeastWidth, ChartFileOptions.Greatest)]
    public int Width { get; set; } = UsualWidth;

    [Parameter]
    [ValidateRange(ChartFileOptions.LeastHeight, ChartFileOptions.Greatest)]
    public int? Height { get; set; }

    [Parameter]
    public ChartTheme Theme { get; set; }

    [Parameter]
    [ValidateRange(1, ChartFileOptions.GreatestScale)]
    public int Scale { get; set; } = 2;

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Chart(ChartRequest request)
    {
        var options = new ChartFileOptions
        {
            Path = ResolveNewPath(Path), Format = Format, Width = Width, Height = Height, Theme = Theme, Scale = Scale, Overwrite = Force,
        };
        var chart = Workspace.Charts.Read(request with { Title = Title });
        if (!ShouldProcess(options.Path, $"Write a chart of {chart.Runs.Count} trainings"))
            return;
        ChartFile.Write(chart, options);
        if (PassThru)
            WriteObject(new FileInfo(options.Path));
    }
}
