using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>A cmdlet for demos: names with wildcards, and the drawing of their frames.</summary>
public abstract class DemoCommand : ModelOpsCommand
{
    /// <summary>The demos that a name means.</summary>
    protected IReadOnlyList<ModelDemo> Select(string name) =>
        Names.Select(name, Workspace.Demos.Get, () => Workspace.Demos.Find(), d => d.Name);

    /// <summary>
    /// Draws a demo's frames over the screen until it ends, or until Ctrl+C, which leaves the demo to play on. A screen that can't be drawn
    /// over gets the captions.
    /// </summary>
    protected void Watch(string name)
    {
        var screen = new HostScreen(this, Host);
        var live = new LiveFrame();
        var frames = Workspace.Demos.WatchAsync(name, Cancellation).GetAsyncEnumerator(Cancellation);
        try
        {
            // The pipeline's thread waits here and draws here: nothing is written from another thread.
            while (frames.MoveNextAsync().AsTask().GetAwaiter().GetResult())
            {
                if (screen.TakesEscapes)
                    Host.UI.Write(live.Next(DemoScreen.Lines(frames.Current, screen.Width - 1, screen.Height - 1)));
                else
                    Host.UI.WriteLine(frames.Current.Caption);
            }
        }
        finally
        {
            frames.DisposeAsync().AsTask().GetAwaiter().GetResult();
            if (screen.TakesEscapes)
                Host.UI.Write(live.End());
        }
    }
}
