using FsCheck;
using FsCheck.Fluent;
using ModelOps.Core.Tests.Profiles;

namespace ModelOps.Core.Tests;

/// <summary>What a session is from its request to its end, with this process as its worker.</summary>
public sealed class SessionProperties : IDisposable
{
    private readonly TrainingHome home = new();

    public SessionProperties() => home.Workspace.Queue.Starter = _ => { };

    public void Dispose() => home.Dispose();

    /// <summary>A profile that fits the dataset, and what it overrides of the one in the file.</summary>
    private static readonly Gen<(TrainingProfile Profile, int Priority)> Requests =
        from profile in ProfileGenerators.Profiles
        from hidden in Gen.Choose(1, 64).ListOf()
        from batch in Gen.Choose(1, 6)
        from priority in Gen.Choose(-SessionQueue.MaxPriority, SessionQueue.MaxPriority)
        select (profile with
        {
            Network = new MlpSpecification { Hidden = hidden.ToList() },
            Data = profile.Data with { Dataset = null, Shape = null, Train = 0.5 },
            Batch = batch,
            Accumulate = 1,
            Loss = new(),
            StartFrom = null,
        }, priority);

    [Fact]
    public void P1_AValidConfigurationCreatesASession() => Property.Holds(Requests, c =>
    {
        var file = Path.Combine(home.Path, "valid.yaml");
        File.WriteAllText(file, ProfileStore.ToYaml(c.Profile));
        var session = home.Workspace.Trainings.Start(new() { Profile = file, Dataset = TrainingHome.Name, Priority = c.Priority });

        var read = home.Workspace.Sessions.Get(session.Id);
        Assert.Equal((SessionState.Queued, c.Profile.Name, TrainingHome.Name, c.Priority),
            (read.State, read.ProfileName, read.DatasetName, read.Priority));
        Assert.Equal(c.Profile.Epochs, read.TotalEpochs);
        var expected = c.Profile with { Data = c.Profile.Data with { Dataset = TrainingHome.Name } };
        Assert.Equal(ProfileStore.ToYaml(expected), ProfileStore.ToYaml(home.Workspace.Sessions.Profile(session.Id)));
        var model = home.Workspace.Models.Get(session.ModelId);
        Assert.Equal((ModelState.Training, session.Id), (model.State, model.SessionId));
        Cancel(session);
    });

    private static readonly Gen<IReadOnlyDictionary<string, double>> Metrics =
        from loss in ArbMap.Default.GeneratorFor<NormalFloat>()
        from accuracy in Gen.Choose(0, 1000)
        select (IReadOnlyDictionary<string, double>)new Dictionary<string, double> { ["validation_loss"] = loss.Get, ["validation_accuracy"] = accuracy / 1000.0 };

    [Fact]
    public void P4_CompletionSavesTheModel() => Property.Holds(
        Metrics.Zip(Gen.Choose(0, 5000).SelectMany(n => Gen.Choose(0, 255).ArrayOf(n))), c =>
    {
        var (metrics, bytes) = c;
        var weights = Array.ConvertAll(bytes, b => (byte)b);
        var id = home.Queue().Id;
        using (var worker = WorkerSession.Claim(home.Workspace, id))
        {
            worker.Run("cpu", 10, 1, 42);
            Directory.CreateDirectory(worker.ModelFolder);
            File.WriteAllBytes(Path.Combine(worker.ModelFolder, "model.safetensors"), weights);
            worker.Complete(metrics);
        }
        var session = home.Workspace.Sessions.Get(id);
        var model = home.Workspace.Models.Get(session.ModelId);
        Assert.Equal((SessionState.Completed, ModelState.Completed), (session.State, model.State));
        Assert.Equal(metrics.ToDictionary(), model.Metrics.ToDictionary());
        Assert.Equal((weights.Length, 42L), (model.SizeBytes, model.Parameters));
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(model.WeightsPath))), model.Sha256);
        Assert.NotNull(model.Completed);
    });

    [Fact]
    public void P5_AFailureIsInTheSessionAndItsLog() => Property.Holds(
        ArbMap.Default.GeneratorFor<NonEmptyString>().Select(s => s.Get.Replace('\0', ' ')).Where(IsText).Zip(Gen.Choose(0, 2)), c =>
        {
            var (message, when) = c;
            var id = home.Queue().Id;
            using (var worker = WorkerSession.Claim(home.Workspace, id))
            {
                if (when > 0)
                    worker.Run("cpu", 10, 1, 1);
                if (when > 1)
                    worker.Pause();
                worker.Fail(new InvalidOperationException(message));
            }
            var session = home.Workspace.Sessions.Get(id);
            Assert.Equal((SessionState.Failed, message), (session.State, session.Error));
            Assert.Equal(ModelState.Failed, home.Workspace.Models.Get(session.ModelId).State);
            var entry = Assert.Single(home.Workspace.Logs.Read(id), e => e.Level == "error");
            Assert.Contains(message, entry.Message, StringComparison.Ordinal);
        });

    private static bool IsText(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)) == text;

    private void Cancel(TrainingSession session) => home.Workspace.Registry.WriteBatch(c =>
    {
        home.Workspace.SessionTable.Move(c, home.Workspace.SessionTable.Get(c, session.Id)!, SessionState.Cancelled);
        return true;
    });
}
