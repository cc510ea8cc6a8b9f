using ModelOps.Core;

namespace ModelOps.Training.Tests;

/// <summary>A model gives the same score wherever it is loaded from.</summary>
public sealed class EvaluationTests : IDisposable
{
    private readonly DigitsHome home = new();

    [Fact]
    public void KeptAndExportedModelScoreAsInTraining()
    {
        var session = home.End(
            home.Start("small", "network: { family: mlp, hidden: [32] }\nepochs: 4\nthreads: 1\ndevice: cpu").Id, SessionState.Completed);
        var model = home.Workspace.Models.Get(session.ModelId);
        var export = home.Workspace.Models.Export(model.Id, ExportFormat.SafeTensors, home.File("out"));
        foreach (string place in new[] { model.Id, model.Path, export.Path })
        {
            var result = Evaluation.Run(home.Workspace, new EvaluationRequest { Model = place, Threads = 1, Device = "cpu" });
            Assert.Equal(model.Metrics["validation_accuracy"], result.Accuracy);
            Assert.Equal(model.Metrics["validation_loss"], result.Loss!.Value, 1e-5); // a worker's BLAS may use other kernels than this process's
            Assert.Equal(("digits", model.Id), (result.Dataset, result.ModelId));
        }
        var all = Evaluation.Run(home.Workspace, new EvaluationRequest { Model = model.Id, All = true, Threads = 1 });
        Assert.Equal(1797, all.Samples);

        string bare = home.File("bare.safetensors");
        AtomicFile.Write(bare, stream => SafetensorsFile.Write(stream, []));
        Assert.Equal("SafetensorsWithoutConfiguration", Refused(bare, null));
        File.WriteAllText(home.File("wide.csv"), "a,b,label\n1,2,x\n3,4,y\n5,6,x\n7,8,y\n");
        home.Workspace.Datasets.Import(new DatasetImport { Path = home.File("wide.csv"), Name = "wide", LabelColumn = "label" });
        Assert.Equal("ModelDoesNotFitDataset", Refused(model.Id, "wide"));
        File.Delete(Path.Combine(model.Path, "model.safetensors"));
        Assert.Equal("ModelFileNotFound", Refused(model.Path, null));
    }

    public void Dispose() => home.Dispose();

    private string Refused(string model, string? dataset) =>
        Assert.Throws<ModelOpsException>(() => Evaluation.Run(home.Workspace, new EvaluationRequest { Model = model, Dataset = dataset, Threads = 1 })).ErrorId;
}
