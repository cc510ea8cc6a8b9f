namespace ModelOps.Core;

/// <summary>A demo's folder: its own copy of the model, so that a slot or model may change or go while it plays; frames and log.</summary>
internal static class DemoFiles
{
    private const string Frames = "frames.bin";
    private const string Log = "demo.log";

    public static string FramesOf(ModelOpsHome home, string name) => Path.Combine(home.Demo(name), Frames);

    public static string LogOf(ModelOpsHome home, string name) => Path.Combine(home.Demo(name), Log);

    /// <summary>Copies the files of a slot's package to a demo's folder, in place of what was there.</summary>
    public static void Place(ModelOpsHome home, string name, string package)
    {
        using var draft = FolderDraft.Beside(home.Demo(name));
        ModelPackage.Extract(package, draft, CancellationToken.None);
        draft.Replace();
    }

    /// <summary>Copies a model's files to a demo's folder, in place of what was there.</summary>
    public static void Place(ModelOpsHome home, string name, ModelFiles files)
    {
        using var draft = FolderDraft.Beside(home.Demo(name));
        FileCopy.Copy(files.Weights, draft.File(ModelStore.WeightsFile), _ => { }, CancellationToken.None);
        draft.Write(ModelStore.ConfigurationFile, stream => stream.Write(files.ConfigurationBytes));
        if (files.Tokenizer is { } tokenizer)
            draft.Write(Tokenizer.FileName, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(tokenizer)));
        draft.Replace();
    }

    public static DemoSource Open(Workspace workspace, DemoRow row)
    {
        string folder = workspace.Home.Demo(row.Name), file = Path.Combine(folder, ModelStore.ConfigurationFile);
        return new DemoSource(workspace, folder, ModelConfiguration.FromJson(File.ReadAllText(file), file), row.Definition.Prompt);
    }

    /// <summary>What a demo wrote to its log; an empty text where that is nothing.</summary>
    public static string ReadLog(ModelOpsHome home, string name) =>
        LogOf(home, name) is var file && File.Exists(file) ? File.ReadAllText(file).Trim() : "";
}
