namespace ModelOps.Core;

/// <summary>
/// The colours of a theme. Those of the runs are Okabe and Ito's ("Color universal design", 2008), which are told apart with any
/// kind of colour vision; in an order in which the first ones stand out most, and black turned to the theme's grey.
/// </summary>
internal sealed class ScenePalette
{
    public const int RunColors = 8;

    private static readonly ScenePalette Light = new("#ffffff", "#1f2328", "#59636e", "#e7eaee", "#b4bcc6",
        ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#5c6470", "#c9b800"]);
    private static readonly ScenePalette Dark = new("#0f1419", "#e6edf3", "#9aa5b1", "#232a33", "#4b5563",
        ["#56b4e9", "#e69f00", "#2bbf94", "#e08fbf", "#ef7a29", "#f0e442", "#b0b8c1", "#3d9be0"]);

    private readonly string[] runs;
    private readonly Dictionary<SceneRole, string> roles;

    private ScenePalette(string background, string text, string muted, string grid, string axis, string[] runs)
    {
        this.runs = runs;
        roles = new()
        {
            [SceneRole.Background] = background, [SceneRole.Text] = text, [SceneRole.Muted] = muted,
            [SceneRole.Grid] = grid, [SceneRole.Axis] = axis,
        };
    }

    public static ScenePalette Of(ChartTheme theme) => theme == ChartTheme.Dark ? Dark : Light;

    /// <summary>A colour as #rrggbb.</summary>
    public string this[SceneColor color] => color.Role == SceneRole.Run ? runs[color.Run] : roles[color.Role];
}
