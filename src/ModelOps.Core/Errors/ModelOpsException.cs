namespace ModelOps.Core;

/// <summary>What kind of trouble an error is; the cmdlets map it to an ErrorCategory, the command line to an exit code.</summary>
public enum ErrorKind
{
    NotFound,
    InvalidInput,
    AlreadyExists,
    /// <summary>The thing exists but its state or another process forbids what was asked.</summary>
    Conflict,
    /// <summary>A file or the registry is not what it should be.</summary>
    Damaged,
    /// <summary>The machine lacks something: disk space, a library, a program, a permission.</summary>
    Unavailable,
}

/// <summary>
/// An error with a stable id and a message that names what, where and the next step. Texts are in Errors.resx, keyed by the id.
/// </summary>
public class ModelOpsException : Exception
{
    public ModelOpsException(ErrorKind kind, string errorId, string message, object? target = null, Exception? inner = null)
        : base(message, inner)
    {
        Kind = kind;
        ErrorId = errorId;
        Target = target;
    }

    public ErrorKind Kind { get; }
    public string ErrorId { get; }
    /// <summary>What the error is about: a name, an id, a path.</summary>
    public object? Target { get; }
}

/// <summary>A profile with problems: all of them.</summary>
public sealed class ProfileException(string message, IReadOnlyList<ProfileProblem> problems, object? target = null)
    : ModelOpsException(ErrorKind.InvalidInput, "ProfileInvalid", message, target)
{
    public IReadOnlyList<ProfileProblem> Problems { get; } = problems;
}
