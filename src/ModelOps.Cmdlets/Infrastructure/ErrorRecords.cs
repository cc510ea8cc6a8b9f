using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Turns exceptions into error records: the error id becomes the record's, the kind its category.</summary>
internal static class ErrorRecords
{
    /// <summary>The record for an exception that a user can do something about; null for a defect, which is left to fly.</summary>
    public static bool TryCreate(Exception exception, object? item, [NotNullWhen(true)] out ErrorRecord? record)
    {
        record = exception switch
        {
            ModelOpsException e => new ErrorRecord(e, e.ErrorId, Category(e.Kind), e.Target ?? item),
            // A path of the shell that it can't resolve: no such drive, item or provider.
            SessionStateException e => new ErrorRecord(e.ErrorRecord, e),
            UnauthorizedAccessException => OfFile(ErrorCategory.PermissionDenied),
            FileNotFoundException or DirectoryNotFoundException => OfFile(ErrorCategory.ObjectNotFound),
            IOException => OfFile(ErrorCategory.DeviceError),
            _ => null,
        };
        if (record is not null && exception is ProfileException profile)
            record.ErrorDetails = new ErrorDetails(WithProblems(profile));
        return record is not null;

        ErrorRecord OfFile(ErrorCategory category) => new(exception, "FileAccessFailed", category, item)
        {
            ErrorDetails = new ErrorDetails(Error.Text("FileAccessFailed", exception)),
        };
    }

    /// <summary>The exception's message, and every problem that it doesn't name already, one a line.</summary>
    private static string WithProblems(ProfileException profile)
    {
        var missing = profile.Problems.Select(p => p.ToString()).Where(p => !profile.Message.Contains(p, StringComparison.Ordinal));
        return string.Join(Environment.NewLine, [profile.Message, .. missing.Select(p => "  " + p)]);
    }

    private static ErrorCategory Category(ErrorKind kind) => kind switch
    {
        ErrorKind.NotFound => ErrorCategory.ObjectNotFound,
        ErrorKind.InvalidInput => ErrorCategory.InvalidArgument,
        ErrorKind.AlreadyExists => ErrorCategory.ResourceExists,
        ErrorKind.Conflict => ErrorCategory.ResourceBusy,
        ErrorKind.Damaged => ErrorCategory.InvalidData,
        ErrorKind.Unavailable => ErrorCategory.ResourceUnavailable,
        _ => ErrorCategory.NotSpecified,
    };
}
