using ModelOps.Core;

namespace ModelOps.Host;

/// <summary>What the program's exit code says; docs/command-line.md and the help of `modelops` list them.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int NotFound = 3;
    public const int Conflict = 4;
    public const int Unavailable = 5;
    /// <summary>128 + SIGINT.</summary>
    public const int Interrupted = 130;
    /// <summary>128 + SIGPIPE.</summary>
    public const int ReaderGone = 141;
    /// <summary>128 + SIGTERM.</summary>
    public const int Terminated = 143;

    public const string Help = """
        Exit codes:
          0    done
          1    failed: a training did not complete, a file is damaged
          2    the command line or its input is wrong
          3    there is no such dataset, profile, session, model, slot, server or setting
          4    in conflict with what exists or with another process
          5    the machine lacks something: disk space, a library, a permission
          130  interrupted (Ctrl+C); 143: terminated; 141: nobody reads its output any more
        """;

    public static int Of(ErrorKind kind) => kind switch
    {
        ErrorKind.NotFound => NotFound,
        ErrorKind.InvalidInput => Usage,
        ErrorKind.AlreadyExists or ErrorKind.Conflict => Conflict,
        ErrorKind.Unavailable => Unavailable,
        _ => Failed,
    };
}
