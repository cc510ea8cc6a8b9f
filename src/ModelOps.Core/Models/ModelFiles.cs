using System.Text;

namespace ModelOps.Core;

/// <summary>A model's files where they lie: what a package or an export is made of.</summary>
/// <param name="Weights">Path of the safetensors file.</param>
/// <param name="Configuration">Text of config.json.</param>
/// <param name="Profile">Text of profile.yaml.</param>
/// <param name="Tokenizer">Text of a language model's tokenizer.json; null of other models.</param>
internal sealed record ModelFiles(string Weights, string Configuration, string Profile, string? Tokenizer)
{
    public const string ProfileFile = "profile.yaml";
    private const int Attempts = 5;

    /// <summary>
    /// A complete model's own files, checked against the registry's SHA-256; of one whose session has not completed, those of the newest
    /// sound checkpoint. Damaged where the files aren't what they should be, Conflict ("ModelHasNoWeights") where there are none yet.
    /// </summary>
    public static T Use<T>(Workspace workspace, Model model, CancellationToken cancellation, Func<ModelFiles, T> use)
    {
        if (model.State == ModelState.Completed)
            return use(Complete(model, cancellation));
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return use(Newest(workspace, model));
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                // The worker may have pruned the checkpoint meanwhile: then there is a newer one.
                if (attempt == Attempts)
                    throw Error.Of(ErrorKind.Damaged, "ModelDamaged", model.ShortId, e.Message);
            }
        }
    }

    /// <summary>The configuration, read.</summary>
    public ModelConfiguration Configured() => ModelConfiguration.FromJson(Configuration, ModelStore.ConfigurationFile);

    public byte[] ConfigurationBytes => Encoding.UTF8.GetBytes(Configuration);
    public byte[] ProfileBytes => Encoding.UTF8.GetBytes(Profile);

    /// <summary>Text of the tokenizer.json in a folder, where it has one.</summary>
    public static string? TokenizerIn(string folder) =>
        Path.Combine(folder, Core.Tokenizer.FileName) is var file && File.Exists(file) ? File.ReadAllText(file) : null;

    private static ModelFiles Complete(Model model, CancellationToken cancellation)
    {
        var weights = Path.Combine(model.Path, ModelStore.WeightsFile);
        if (!File.Exists(weights))
            throw Error.Of(ErrorKind.Damaged, "ModelDamaged", model.ShortId, $"'{weights}' is missing");
        if (FileHash.Sha256(weights, cancellation) is var hash && hash != model.Sha256)
            throw Error.Of(
                ErrorKind.Damaged, "ModelDamaged", model.ShortId, $"'{weights}' has the SHA-256 {hash} instead of {model.Sha256}");
        return new ModelFiles(
            weights, Text(model, model.Path, ModelStore.ConfigurationFile), Text(model, model.Path, ProfileFile), TokenizerIn(model.Path));
    }

    private static ModelFiles Newest(Workspace workspace, Model model)
    {
        var checkpoints = model.SessionId is { } session ? new CheckpointStore(workspace.Home.Checkpoints(session)) : null;
        if (checkpoints?.FindNewestSound().Newest is not { } newest)
            throw Error.Of(ErrorKind.Conflict, "ModelHasNoWeights", model.ShortId, model.State);
        return new ModelFiles(
            newest.File(ModelStore.WeightsFile), File.ReadAllText(newest.File(ModelStore.ConfigurationFile)),
            Text(model, workspace.Home.Session(model.SessionId!), ProfileFile), TokenizerIn(newest.Path));
    }

    private static string Text(Model model, string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path)
            ? File.ReadAllText(path)
            : throw Error.Of(ErrorKind.Damaged, "ModelDamaged", model.ShortId, $"'{path}' is missing");
    }
}
