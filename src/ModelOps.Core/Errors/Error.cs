using System.Globalization;
using System.Resources;

namespace ModelOps.Core;

/// <summary>Makes exceptions from the texts in Errors.resx, whose keys are the error ids.</summary>
public static class Error
{
    private static readonly ResourceManager Texts = new("ModelOps.Core.Errors.Errors", typeof(Error).Assembly);

    /// <summary>An exception with the text of <paramref name="errorId"/>; the first argument is its target.</summary>
    public static ModelOpsException Of(ErrorKind kind, string errorId, params object?[] arguments) =>
        new(kind, errorId, Text(errorId, arguments), arguments.FirstOrDefault(), arguments.OfType<Exception>().FirstOrDefault());

    /// <summary>
    /// A NotFound exception that names the nearest of <paramref name="existing"/>. Text: {0} the name asked for, {1} the hint.
    /// </summary>
    public static ModelOpsException NotFound(string errorId, string name, IEnumerable<string> existing) =>
        Of(ErrorKind.NotFound, errorId, name, NearestNames.Hint(name, existing));

    /// <summary>The formatted text of an error id.</summary>
    public static string Text(string errorId, params object?[] arguments) =>
        string.Format(CultureInfo.InvariantCulture,
            Texts.GetString(errorId, CultureInfo.InvariantCulture) ?? throw new ArgumentException($"Errors.resx has no text '{errorId}'."),
            arguments.Select(a => a is Exception e ? Shown(e.Message) : a is string text ? Shown(text) : a).ToArray());

    /// <summary>
    /// A text as a terminal may show it: files and arguments may hold characters that steer one.
    /// </summary>
    private static string Shown(string text) =>
        text.Any(IsSteering) ? string.Concat(text.Select(c => IsSteering(c) ? '\uFFFD' : c)) : text;

    private static bool IsSteering(char c) => char.IsControl(c) && c is not ('\n' or '\r' or '\t');
}
