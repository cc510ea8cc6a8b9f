namespace ModelOps.Core;

/// <summary>Compares the files of a model that was complete with what the registry says of them.</summary>
internal static class ModelVerification
{
    public static IReadOnlyList<string> Problems(Model model, CancellationToken cancellation = default)
    {
        if (!Directory.Exists(model.Path))
            return [$"Its folder {model.Path} is missing."];
        return [.. Weights(model, cancellation), .. Configuration(model)];
    }

    private static IEnumerable<string> Weights(Model model, CancellationToken cancellation)
    {
        var file = Path.Combine(model.Path, ModelStore.WeightsFile);
        if (!File.Exists(file))
        {
            yield return $"{file} is missing.";
            yield break;
        }
        long size = new FileInfo(file).Length;
        if (size != model.SizeBytes)
            yield return $"{file} has {size} bytes instead of {model.SizeBytes}.";
        else if (FileHash.Sha256(file, cancellation) is var hash && hash != model.Sha256)
            yield return $"{file} has the SHA-256 {hash} instead of {model.Sha256}.";
        else if (Try(() => SafetensorsFile.Open(file).Dispose()) is { } problem)
            yield return problem;
    }

    private static IEnumerable<string> Configuration(Model model)
    {
        var file = Path.Combine(model.Path, ModelStore.ConfigurationFile);
        if (!File.Exists(file))
            yield return $"{file} is missing.";
        else if (Try(() => ModelConfiguration.FromJson(File.ReadAllText(file), file)) is { } problem)
            yield return problem;
    }

    private static string? Try(Action check)
    {
        try
        {
            check();
            return null;
        }
        catch (ModelOpsException error)
        {
            return error.Message;
        }
    }
}
