using System.Management.Automation;
using System.Management.Automation.Host;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>What a shell's screen can show: its size, and whether it takes escape sequences.</summary>
internal sealed class HostScreen
{
    private const int UsualWidth = 80;
    private const int UsualHeight = 24;

    /// <param name="cmdlet">The cmdlet that writes.</param>
    /// <param name="host">Its shell.</param>
    public HostScreen(PSCmdlet cmdlet, PSHost host)
    {
        (Width, Height) = Size(host);
        TakesEscapes = host.UI?.SupportsVirtualTerminal == true && StandardOutput.ColorsAreWanted &&
            // Another host than pwsh's own shows what it is given, wherever the process's standard output goes.
            (host.Name != "ConsoleHost" || StandardOutput.HasColors);
        HasColors = Rendering(cmdlet) switch
        {
            "PlainText" => false,
            "Ansi" => true,
            _ => TakesEscapes && cmdlet.MyInvocation.PipelinePosition == cmdlet.MyInvocation.PipelineLength,
        };
    }

    /// <summary>Columns.</summary>
    public int Width { get; }
    /// <summary>Lines.</summary>
    public int Height { get; }
    /// <summary>Whether the screen can be drawn over.</summary>
    public bool TakesEscapes { get; }
    /// <summary>
    /// Whether what is written to the pipeline should have colours: as $PSStyle.OutputRendering says; by default at the end of a
    /// pipeline on a screen.
    /// </summary>
    public bool HasColors { get; }

    private static (int Width, int Height) Size(PSHost host)
    {
        try
        {
            var size = host.UI?.RawUI?.WindowSize ?? default;
            return (size.Width > 0 ? size.Width : UsualWidth, size.Height > 0 ? size.Height : UsualHeight);
        }
        catch (Exception e) when (e is HostException or NotImplementedException or InvalidOperationException)
        {
            // A host without a screen.
            return (UsualWidth, UsualHeight);
        }
    }

    /// <summary>$PSStyle came with 7.2; the library that cmdlets compile against doesn't have it.</summary>
    private static string? Rendering(PSCmdlet cmdlet) =>
        cmdlet.SessionState.PSVariable.GetValue("PSStyle") is { } style
            ? PSObject.AsPSObject(style).Properties["OutputRendering"]?.Value?.ToString()
            : null;
}
