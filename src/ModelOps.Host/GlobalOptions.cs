using System.CommandLine;

namespace ModelOps.Host;

/// <summary>Options that every command takes.</summary>
internal static class GlobalOptions
{
    public static readonly Option<string?> Home = new("--home")
    {
        Description = "Folder that everything is kept in; by default $MODELOPS_HOME, or the user's data folder.",
        HelpName = "DIR",
        Recursive = true,
    };

    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Print one JSON value as the last line of standard output; all else goes to standard error.",
        Recursive = true,
    };
}
