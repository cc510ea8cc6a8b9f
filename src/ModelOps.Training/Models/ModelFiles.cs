using ModelOps.Core;

namespace ModelOps.Training;

/// <summary>A model's weights and configuration, wherever they are kept.</summary>
/// <param name="Weights">The safetensors file.</param>
/// <param name="Configuration">How to build its network and feed it.</param>
/// <param name="Tokenizer">Of a language model; null of others.</param>
public sealed record ModelFiles(string Weights, ModelConfiguration Configuration, Tokenizer? Tokenizer)
{
    private const string WeightsFile = "model.safetensors";
    private const string ConfigurationFile = "config.json";
    private const string ConfigurationKey = "modelops.config";
    private const string TokenizerKey = "modelops.tokenizer";

    /// <summary>Finds a model: an exported file, a folder, or an id or name in the registry, in this order.</summary>
    public static ModelFiles Find(Workspace workspace, string model)
    {
        if (File.Exists(model))
            return OfFile(Path.GetFullPath(model));
        return OfFolder(Directory.Exists(model) ? Path.GetFullPath(model) : workspace.Models.Get(model).Path);
    }

    private static ModelFiles OfFile(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return file.Metadata.TryGetValue(ConfigurationKey, out string? json)
            ? new ModelFiles(path, ModelConfiguration.FromJson(json, path),
                file.Metadata.TryGetValue(TokenizerKey, out string? tokenizer) ? TokenizerFile.FromJson(tokenizer, path) : null)
            : throw Error.Of(ErrorKind.InvalidInput, "SafetensorsWithoutConfiguration", path, ConfigurationKey);
    }

    private static ModelFiles OfFolder(string folder)
    {
        string weights = Path.Combine(folder, WeightsFile);
        string configuration = Path.Combine(folder, ConfigurationFile);
        foreach (string file in new[] { weights, configuration }.Where(f => !File.Exists(f)))
            throw Error.Of(ErrorKind.NotFound, "ModelFileNotFound", Path.GetFileName(file), folder);
        var read = ModelConfiguration.FromJson(File.ReadAllText(configuration), configuration);
        return new ModelFiles(weights, read, read.Task == Dataset.Language ? TokenizerFile.Load(folder) : null);
    }
}
