using System.IO.Compression;
using ModelOps.Core;

namespace ModelOps.Training.Tests.Agents;

/// <summary>Agents trained by real workers, killed with SIGKILL at random moments; what becomes of them in slots and exports.</summary>
public sealed class AgentWorkerTests : IDisposable
{
    private const int Kills = 5;
    private readonly DigitsHome home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("dqn, total_steps: 12000, evaluate_every: 3000, evaluation_episodes: 5, buffer: 4000, epsilon_steps: 5000, target_every: 100", 150)]
    [InlineData("ppo, total_steps: 20000, evaluate_every: 5000, evaluation_episodes: 5, entropy: 0.01", 300)]
    public void P6_KilledTrainingsEndBitByBitAsTheOneLeftAlone(string algorithm, int everySteps)
    {
        string profile = $$"""
            network: { family: mlp, hidden: [32, 32] }
            environment: { name: cartpole }
            algorithm: { name: {{algorithm}} }
            threads: 1
            device: cpu
            checkpoint: { every_steps: {{everySteps}}, keep: 2, best: evaluation_return }
            """;
        var alone = home.End(home.Start("alone", profile, dataset: null).Id, SessionState.Completed);
        var killed = home.End(new Killer(home).Survive(home.Start("killed", profile, dataset: null), Kills), SessionState.Completed);

        Assert.Equal(home.Weights(alone), home.Weights(killed));
        Assert.Equal(home.Scores(alone.Id), home.Scores(killed.Id));
        Assert.NotEmpty(home.Scores(alone.Id));
        Assert.Equal(alone.Step, killed.Step);
        Assert.Equal("cartpole", killed.DatasetName);
        foreach (var file in Directory.EnumerateFiles(home.Checkpoints(alone.Id).List()[0].Path, "*.safetensors").Select(Path.GetFileName))
            Assert.Equal(Hash(alone, file!), Hash(killed, file!));
        Assert.Equal(Kills, home.Log(killed.Id).Split("Resumed after interrupted").Length - 1);
    }

    [Fact]
    public async Task SlotsAndExportsHoldTheNetworkAloneEvenOfATrainingThatWasStopped()
    {
        var session = home.Start("long", """
            network: { family: mlp, hidden: [32] }
            environment: { name: cartpole }
            algorithm: { name: dqn, total_steps: 2000000, evaluate_every: 1000000 }
            threads: 1
            device: cpu
            checkpoint: { every_steps: 2000 }
            """, dataset: null);
        home.Wait(session.Id, "beyond its first checkpoint", s => home.Checkpoints(session.Id).List() is [{ Step: > 0 }, ..]);
        session = await home.Workspace.Trainings.StopAsync(session.Id);
        Assert.Equal(SessionState.Stopped, session.State);
        Assert.Contains(
            "replay.safetensors", Directory.EnumerateFiles(home.Checkpoints(session.Id).List()[0].Path).Select(Path.GetFileName));

        var slot = home.Workspace.Slots.Save("kept", session.ModelId);
        using (var package = ZipFile.OpenRead(Path.Combine(slot.Path, "model.zip")))
            Assert.Equal(["config.json", "model.safetensors", "profile.yaml"], package.Entries.Select(e => e.FullName).Order());
        var restored = home.Workspace.Slots.Restore("kept");
        Assert.DoesNotContain(
            Directory.EnumerateFiles(restored.Path, "*", SearchOption.AllDirectories), f => f.Contains("replay") || f.Contains("target"));
        string Export(ExportFormat format) => home.Workspace.Models.Export(restored.Id, format, home.File("out")).Path;
        var (zip, weights) = (Export(ExportFormat.Zip), Export(ExportFormat.SafeTensors));
        using (var package = ZipFile.OpenRead(zip))
            Assert.Equal(["config.json", "model.safetensors", "profile.yaml"], package.Entries.Select(e => e.FullName).Order());
        using (var file = SafetensorsFile.Open(weights))
            Assert.Equal(["0.bias", "0.weight", "2.bias", "2.weight"], file.Tensors.Keys.Order());
        var result = Evaluation.Run(home.Workspace, new EvaluationRequest { Model = restored.Id, Episodes = 3 });
        // What was exported plays elsewhere as it does here.
        using var elsewhere = Workspace.Open(home.File("elsewhere"));
        var imported = elsewhere.Importer.Import(zip, new ModelImportOptions());
        Assert.Equal(result.Return, Evaluation.Run(elsewhere, new EvaluationRequest { Model = imported.Id, Episodes = 3 }).Return);
        Assert.Equal(("cartpole", 3), (result.Dataset, (int)result.Samples));
        Assert.InRange(result.Return!.Value, 1, 500);
    }

    private string Hash(TrainingSession session, string file) => FileHash.Sha256(home.Checkpoints(session.Id).List()[0].File(file));
}
