using System.Management.Automation;
using System.Management.Automation.Host;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>What a shell's screen can show: its size, and whether it takes escape sequences.</summary>
internal sealed class HostScreen
{
    private const int UsualWidth = 80;
    private const int UsualHeight = 24;
    private readonly PSHost host;

    /// <param name="cmdlet">The cmdlet that writes.</param>
    /// <param name="host">Its shell.</param>
    public HostScreen(PSCmdlet cmdlet, PSHost host)
    {
        this.host = host;
        TakesEscapes = host.UI?.SupportsVirtualTerminal == true &&
            // Another host than pwsh's own shows what it is given, wherever the process's standard output goes.
            (host.Name != "ConsoleHost" || StandardOutput.IsScreen);
        IsLast = TakesEscapes && cmdlet.MyInvocation.PipelinePosition == cmdlet.MyInvocation.PipelineLength;
        var rendering = Rendering(cmdlet);
        TakesColors = TakesEscapes && StandardOutput.ColorsAreWanted && rendering != "PlainText";
        HasColors = rendering switch
        {
            "PlainText" => false,
            "Ansi" => true,
            _ => TakesColors && IsLast,
        };
    }

    /// <summary>Whether the screen can be drawn over.</summary>
    public bool TakesEscapes { get; }
    /// <summary>Whether what is written to the pipeline is at its end on such a screen.</summary>
    public bool IsLast { get; }
    /// <summary>Whether what is drawn over the screen should have colours.</summary>
    public bool TakesColors { get; }
    /// <summary>
    /// Whether what is written to the pipeline should have colours: as $PSStyle.OutputRendering says; by default at the end of a
    /// pipeline on a screen.
    /// </summary>
    public bool HasColors { get; }

    /// <summary>Columns and lines of the window as it is now; 80 and 24 where the host has none.</summary>
    public (int Width, int Height) Size()
    {
        try
        {
            var size = host.UI?.RawUI?.WindowSize ?? default;
            return (size.Width > 0 ? size.Width : UsualWidth, size.Height > 0 ? size.Height : UsualHeight);
        }
        catch (Exception e) when (e is HostException or InvalidOperationException or NotImplementedException)
        {
            // There is no property that says whether a host has a window. PowerShell's own host without one throws a HostException; other
            // hosts leave members of PSHostRawUserInterface out by throwing NotImplementedException, as Microsoft's template for them does.
            return (UsualWidth, UsualHeight);
        }
    }

    /// <summary>$PSStyle came with 7.2; the library that cmdlets compile against doesn't have it.</summary>
    private static string? Rendering(PSCmdlet cmdlet) =>
        cmdlet.SessionState.PSVariable.GetValue("PSStyle") is { } style
            ? PSObject.AsPSObject(style).Properties["OutputRendering"]?.Value?.ToString()
            : null;
}
