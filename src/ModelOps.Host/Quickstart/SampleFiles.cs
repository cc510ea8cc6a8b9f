using ModelOps.Core;

namespace ModelOps.Host.Quickstart;

/// <summary>The sample data that the build puts beside the program.</summary>
internal static class SampleFiles
{
    /// <summary>Path of digits.csv.gz; Unavailable where it is not there.</summary>
    public static string Digits
    {
        get
        {
            var path = Path.Combine(AppContext.BaseDirectory, "samples", "digits.csv.gz");
            return File.Exists(path) ? path : throw Error.Of(ErrorKind.Unavailable, "SampleMissing", path);
        }
    }

    /// <summary>A path as one would type it here: relative where it lies under the current folder.</summary>
    public static string Shown(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
