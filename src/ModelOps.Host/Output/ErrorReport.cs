using ModelOps.Core;

namespace ModelOps.Host.Output;

/// <summary>One shape for every error: { "error": { "code", "message", "details" } }.</summary>
internal sealed record ErrorDocument(ErrorBody Error);

internal sealed record ErrorBody(string Code, string Message, ErrorDetails Details);

/// <param name="Kind">notFound, invalidInput, alreadyExists, conflict, damaged, unavailable; unexpected for what no one foresaw.</param>
/// <param name="Target">What the error is about.</param>
/// <param name="Problems">The problems of a profile.</param>
internal sealed record ErrorDetails(string Kind, string? Target, IReadOnlyList<ProfileProblem>? Problems);

/// <summary>Writes errors and gives the exit code for them.</summary>
internal static class ErrorReport
{
    public static int Write(Exception exception, CommandOutput output)
    {
        var (code, kind, target, exit) = exception switch
        {
            ModelOpsException e => (e.ErrorId, JsonText.CamelCase(e.Kind.ToString()), e.Target?.ToString(), ExitCodes.Of(e.Kind)),
            UnauthorizedAccessException => ("AccessDenied", "unavailable", null, ExitCodes.Unavailable),
            IOException => ("InputOutput", "unavailable", null, ExitCodes.Unavailable),
            _ => ("Unexpected", "unexpected", (string?)exception.GetType().FullName, ExitCodes.Failed),
        };
        var problems = (exception as ProfileException)?.Problems;
        output.Error($"{exception.Message} ({code})");
        // Problems have file, line and key each; the message may hold them already.
        foreach (var problem in problems ?? [])
        {
            if (!exception.Message.Contains(problem.Message, StringComparison.Ordinal))
                output.ErrorLine("  " + problem);
        }
        if (kind == "unexpected")
            output.ErrorLine(exception.StackTrace ?? "");
        output.Result(new ErrorDocument(new(code, exception.Message, new(kind, target, problems))), HostJson.Default.ErrorDocument);
        return exit;
    }
}
