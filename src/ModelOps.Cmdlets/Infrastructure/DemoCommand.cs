using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>A cmdlet for demos: names with wildcards, and the drawing of their frames.</summary>
public abstract class DemoCommand : ModelOpsCommand
{
    /// <summary>The demos that a name means.</summary>
    protected IReadOnlyList<ModelDemo> Select(string name) =>
        Names.Select(name, Workspace.Demos.Get, () => Workspace.Demos.Find(), d => d.Name);

    /// <summary>
    /// Draws a demo's frames on the whole screen until it ends, or until Ctrl+C, which leaves the demo to play on. A screen that can't be
    /// drawn over gets the captions, as information.
    /// </summary>
    protected void Watch(ModelDemo demo)
    {
        var screen = new HostScreen(this, Host);
        var drawing = new DemoScreen(demo, screen.TakesColors);
        var live = new LiveFrame(wholeScreen: true);
        try
        {
            Follow(Workspace.Demos.WatchAsync(demo.Name, Cancellation), frame =>
            {
                var (width, height) = screen.Size();
                if (screen.TakesEscapes)
                    Host.UI.Write(live.Next(drawing.Lines(frame, width, height - 1), height - 1));
                else
                    WriteInformation(frame.Caption, ["PSHOST"]);
            });
        }
        finally
        {
            if (screen.TakesEscapes)
                Host.UI.Write(live.End());
        }
    }
}
