namespace ModelOps.Core;

/// <summary>What is known of this process's standard output.</summary>
public static class StandardOutput
{
    /// <summary>
    /// Whether it goes to a terminal that understands escape sequences and colours are wanted (NO_COLOR, TERM=dumb).
    /// </summary>
    public static bool HasColors => !Console.IsOutputRedirected && ColorsAreWanted;

    /// <summary>False where the environment says no: NO_COLOR is set and not empty (no-color.org), or TERM is dumb.</summary>
    public static bool ColorsAreWanted =>
        Environment.GetEnvironmentVariable("NO_COLOR") is not { Length: > 0 } && Environment.GetEnvironmentVariable("TERM") is not "dumb";
}
