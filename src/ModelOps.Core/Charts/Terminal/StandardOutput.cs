namespace ModelOps.Core;

/// <summary>What is known of this process's standard output.</summary>
public static class StandardOutput
{
    /// <summary>Whether it goes to a terminal that can be drawn over, with escape sequences (TERM=dumb can't).</summary>
    public static bool IsScreen => !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb";

    /// <summary>Whether it goes to such a terminal and colours are wanted.</summary>
    public static bool HasColors => IsScreen && ColorsAreWanted;

    /// <summary>False where NO_COLOR is set and not empty (no-color.org).</summary>
    public static bool ColorsAreWanted => Environment.GetEnvironmentVariable("NO_COLOR") is not { Length: > 0 };
}
