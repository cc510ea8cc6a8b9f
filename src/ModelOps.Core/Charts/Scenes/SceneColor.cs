namespace ModelOps.Core;

/// <summary>A colour by its role; a theme says what it is.</summary>
/// <param name="Role">What it is for.</param>
/// <param name="Run">For <see cref="SceneRole.Run"/>: which.</param>
internal readonly record struct SceneColor(SceneRole Role, int Run = 0)
{
    public static readonly SceneColor Background = new(SceneRole.Background);
    public static readonly SceneColor Text = new(SceneRole.Text);
    public static readonly SceneColor Muted = new(SceneRole.Muted);
    public static readonly SceneColor Grid = new(SceneRole.Grid);
    public static readonly SceneColor Axis = new(SceneRole.Axis);

    public static SceneColor OfRun(int run) => new(SceneRole.Run, run % ScenePalette.RunColors);
}

/// <summary>What colours are for.</summary>
internal enum SceneRole
{
    Background,
    Text,
    Muted,
    Grid,
    Axis,
    Run,
}
