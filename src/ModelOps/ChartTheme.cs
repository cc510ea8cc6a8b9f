namespace ModelOps;

/// <summary>Colours of a picture.</summary>
public enum ChartTheme
{
    /// <summary>Dark lines on white.</summary>
    Light,
    /// <summary>Light lines on near black.</summary>
    Dark,
}
