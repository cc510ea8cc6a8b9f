using ModelOps.Core;

namespace ModelOps.Training.Tests;

/// <summary>A language model takes its tokenizer along: into its folder, slots, packages and exports. Trained by a real worker.</summary>
public sealed class LanguageModelFilesTests : IDisposable
{
    private readonly DigitsHome home = new();

    [Fact]
    public void ItWritesTheSameFromItsFolderASlotAnExportAndAPackage()
    {
        home.ImportText("text");
        var session = home.End(home.Start("writer", "network: { family: gpt, layers: 1, heads: 2, width: 16, context: 16 }\nepochs: 1\nbatch: 8\ndevice: cpu", "text").Id, SessionState.Completed);
        var workspace = home.Workspace;
        var model = workspace.Models.Get(session.ModelId);
        string expected = Written(TextGenerator.Load(workspace, model.Id));
        Assert.NotEmpty(expected);

        workspace.Slots.Save("best", model.Id);
        Assert.Equal(expected, Written(TextGenerator.LoadSlot(workspace, "best")));
        var export = workspace.Slots.Export("best", ExportFormat.SafeTensors, home.File("out"));
        Assert.Equal(expected, Written(TextGenerator.Load(workspace, export.Path)));
        using (var file = SafetensorsFile.Open(export.Path))
            Assert.Equal(file.Tensor("wte.weight").Shape, file.Tensor("head.weight").Shape);

        workspace.Models.Remove(model.Id);
        var restored = workspace.Slots.Restore("best");
        Assert.Equal(expected, Written(TextGenerator.Load(workspace, restored.Id)));
        Assert.Equal("ModelWritesNoText", Assert.Throws<ModelOpsException>(() => TextGenerator.Load(workspace, Mlp().Id)).ErrorId);
    }

    public void Dispose() => home.Dispose();

    private Model Mlp() => home.Workspace.Models.Get(
        home.End(home.Start("mlp", "network: { family: mlp, hidden: [4] }\nepochs: 1\ndevice: cpu").Id, SessionState.Completed).ModelId);

    private static string Written(TextGenerator generator)
    {
        using (generator)
            return string.Concat(generator.Write(new TextGeneration { Prompt = "to be", Seed = 1, MaxTokens = 30 }));
    }
}
