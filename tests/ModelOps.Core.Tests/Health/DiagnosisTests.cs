namespace ModelOps.Core.Tests.Health;

/// <summary>What can go wrong with a home is found, with what to do about it; looking changes nothing, and a repair loses
/// nothing.</summary>
public sealed class DiagnosisTests : IDisposable
{
    private static readonly string[] Quick = ["home", "registry", "settings", "sessions", "models", "slots", "datasets", "profiles",
        "servers", "leftovers"];

    private readonly TrainingHome home = new();

    public void Dispose() => home.Dispose();

    private string Registry => home.Home.RegistryFile;

    [Fact]
    public void ASoundHomeHasNothingToDo()
    {
        RealModel.Add(home.Workspace, TestModels.Id("sound"));
        home.Workspace.Slots.Save("best", TestModels.Id("sound"));
        var findings = Look();
        Assert.All(findings, f => Assert.Equal((FindingStatus.Ok, null), (f.Status, f.Advice)));
        Assert.Equal(Quick, findings.Select(f => f.Check).Distinct());
    }

    [Fact]
    public void AHomeThatIsNotThereIsNoProblemAndIsNotMade()
    {
        var absent = Path.Combine(home.Path, "absent");
        Assert.All(new Core.Diagnosis(new(absent)).Run(new() { Checks = Quick }), f => Assert.Equal(FindingStatus.Ok, f.Status));
        Assert.False(Directory.Exists(absent));
    }

    [Fact]
    public void AFileInThePlaceOfTheHomeIsNamed()
    {
        var file = Path.Combine(home.Path, "tiny.csv");
        Assert.Contains("is a file", Single(new Core.Diagnosis(new(file)).Run(new() { Checks = ["home"] })).Message);
    }

    [Fact]
    public void UnknownChecksAreRefusedWithTheNearest()
    {
        var error = Assert.Throws<ModelOpsException>(() => new Core.Diagnosis(home.Home).Run(new() { Checks = ["regstry"] }));
        Assert.Equal(("CheckNotFound", ErrorKind.NotFound), (error.ErrorId, error.Kind));
        Assert.Contains("registry", error.Message);
    }

    [Fact]
    public void AWorkerThatIsDeadIsFoundAndTheRepairInterruptsItsSession()
    {
        var id = Claim(ProcessIdentity.Current with { Start = ProcessIdentity.Current.Start - 1 });
        var finding = Single(Look("sessions"));
        Assert.Equal((FindingStatus.Warning, id, true), (finding.Status, finding.Target, finding.CanRepair));
        Assert.Contains("is gone", finding.Message);
        Assert.Equal("starting", State(id));

        Assert.True(Single(Repair("sessions")).Repaired);
        Assert.Equal("interrupted", State(id));
    }

    [Fact]
    public void ASessionOfAnotherMachineIsNamedAndLeftAlone()
    {
        var id = Claim(ProcessIdentity.Current with { Machine = "another machine" });
        Assert.Contains("another machine", Single(Repair("sessions")).Message);
        Assert.Equal("starting", State(id));

        home.Workspace.Registry.Write(c => { c.Execute("UPDATE sessions SET heartbeat = $1, beat = NULL", DateTime.UtcNow.AddHours(-1)); });
        Assert.Contains("before a restart or on another machine", Single(Look("sessions")).Message);
    }

    [Fact]
    public void ASessionThatTheRegistryHasLostIsRegisteredAgain()
    {
        var session = home.Queue();
        home.Workspace.Registry.Write(c =>
        {
            c.Execute("DELETE FROM sessions");
            c.Execute("DELETE FROM models");
        });
        Assert.Contains("holds a session that the registry doesn't have", Single(Look("sessions")).Message);

        Repair("sessions");

        Assert.Equal(session.Id, Assert.Single(home.Workspace.Sessions.Find()).Id);
        Assert.Equal(session.ModelId, Assert.Single(home.Workspace.Models.Find()).Id);
    }

    [Fact]
    public void ASessionThatCannotBeResumedIsNamed()
    {
        var lost = home.Queue();
        var gone = home.Queue();
        home.Workspace.Registry.Write(c => { c.Execute("UPDATE sessions SET state = 'interrupted', step = 40"); });
        Directory.Delete(gone.Path, recursive: true);

        var findings = Look("sessions");

        Assert.Contains(findings, f => f.Status == FindingStatus.Warning && f.Target == lost.Id
            && f.Message.Contains("no sound checkpoint"));
        Assert.Contains(findings, f => f.Status == FindingStatus.Error && f.Target == gone.Id && f.Message.Contains("is gone"));
        Assert.Contains(findings, f => f.Status == FindingStatus.Ok && f.Message.Contains("Resume-Training"));
    }

    [Fact]
    public void FilesThatWereDeletedAreFoundAndTheModelCountsAsMissing()
    {
        var model = RealModel.Add(home.Workspace, TestModels.Id("gone"));
        File.Move(model.WeightsPath, model.WeightsPath + ".away");

        Assert.Contains(model.WeightsPath, Single(Look("models")).Message);
        Assert.Equal(ModelState.Completed, home.Workspace.Models.Get(model.Id).State);
        Repair("models");
        Assert.Equal(ModelState.Missing, home.Workspace.Models.Get(model.Id).State);
        Assert.Equal(FindingStatus.Error, Single(Look("models")).Status);

        File.Move(model.WeightsPath + ".away", model.WeightsPath);
        Assert.Contains("there again", Single(Look("models")).Message);
        Assert.True(Single(Repair("models")).Repaired);
        Assert.Equal(ModelState.Completed, home.Workspace.Models.Get(model.Id).State);
    }

    [Fact]
    public void FilesThatWereCutShortAreFoundByTheirSizeAndChangedOnesByTheirHash()
    {
        var cut = RealModel.Add(home.Workspace, TestModels.Id("cut"));
        var changed = RealModel.Add(home.Workspace, TestModels.Id("changed"));
        using (var file = File.OpenWrite(cut.WeightsPath))
            file.SetLength(cut.SizeBytes - 4);
        using (var file = File.OpenWrite(changed.WeightsPath))
        {
            file.Position = changed.SizeBytes - 1;
            file.WriteByte(0x55);
        }

        Assert.Equal(cut.Id, Single(Look("models")).Target);
        Assert.Equal(
            new[] { cut.Id, changed.Id }.Order(),
            new Core.Diagnosis(home.Home).Run(new() { Checks = ["models"], Full = true }).Where(f =>
                f.Status == FindingStatus.Error).Select(f => f.Target!).Order());
    }

    [Fact]
    public void AFolderThatNoModelHasIsNamedAndStays()
    {
        var model = RealModel.Add(home.Workspace, TestModels.Id("kept"));
        home.Workspace.Models.Remove(model.Id, keepFiles: true);
        Assert.Equal(model.Path, Single(Repair("models")).Target);
        Assert.True(File.Exists(model.WeightsPath));
    }

    [Fact]
    public void SlotsAndDatasetsThatCannotBeReadAreNamed()
    {
        RealModel.Add(home.Workspace, TestModels.Id("slot"));
        home.Workspace.Slots.Save("best", TestModels.Id("slot"));
        home.Workspace.Slots.Save("other", TestModels.Id("slot"));
        File.Delete(Path.Combine(home.Home.Slot("best"), "model.zip"));
        File.WriteAllText(Path.Combine(home.Home.Slot("other"), "metadata.json"), "{");
        File.WriteAllText(Path.Combine(home.Home.Dataset("tiny"), "dataset.json"), "{");

        Assert.Equal(["best", "other"], Look("slots").Where(f => f.Status == FindingStatus.Error).Select(f => f.Target));
        Assert.Equal("tiny", Single(Look("datasets")).Target);
    }

    [Fact]
    public void LeftoversOfDeadProcessesAreFoundAndDeleted()
    {
        var left = Directory.CreateDirectory(Path.Combine(home.Home.Models, "mlp_x.partial-4194303-abcdef12")).FullName;
        File.WriteAllText(Path.Combine(left, "model.safetensors"), "half");
        var alive = PartialName.Beside(Path.Combine(home.Home.Models, "mlp_y"));
        Directory.CreateDirectory(alive);

        Assert.Contains("1 leftover", Single(Look("leftovers")).Message);
        Assert.True(Directory.Exists(left));
        Assert.True(Single(Repair("leftovers")).Repaired);
        Assert.False(Directory.Exists(left));
        Assert.True(Directory.Exists(alive));
    }

    [Fact]
    public void SettingsAndProfilesThatAreWrongAreNamed()
    {
        File.WriteAllText(Path.Combine(home.Path, "settings.yaml"), "server.program: /not/there/llama-server\nserving.profile: nightly\n");
        File.WriteAllText(Path.Combine(home.Home.Profiles, "broken.yaml"), "name: broken\nnetwork: { family: rnn }\n");

        Assert.Contains(Look("settings"), f => f.Status == FindingStatus.Error && f.Message.Contains("doesn't exist"));
        Assert.Equal(["broken", "serving.profile"], Look("profiles").Where(f => f.Status == FindingStatus.Warning).Select(f => f.Target));
        Assert.Equal("server.program", Single(Look("servers")).Target);
    }

    [Fact]
    public void AServerWhoseSupervisorIsDeadIsFoundAndEnded()
    {
        var file = Path.Combine(home.Path, "tiny.gguf");
        File.WriteAllBytes(file, [.. "GGUF"u8, 3, 0, 0, 0]);
        var (_, definition) = ServerPlan.Make(home.Workspace,
            new() { Model = file, Name = "tiny", Program = Servers.ServerHome.TestServer });
        home.Workspace.Registry.Write(c =>
        {
            ServerTable.Queue(c, "tiny", definition, ProcessIdentity.Current);
            ServerTable.SetLaunched(c, "tiny", ProcessIdentity.Current,
                ProcessIdentity.Current with { Start = ProcessIdentity.Current.Start - 1 });
        });
        Assert.Contains("supervisor", Single(Look("servers")).Message);
        Assert.True(Single(Repair("servers")).Repaired);
        Assert.Equal(ModelServerState.Failed, home.Workspace.Servers.Get("tiny").State);
    }

    private IReadOnlyList<ModelOpsFinding> Look(params string[] checks) =>
        new Core.Diagnosis(home.Home).Run(new() { Checks = checks is [] ? Quick : checks });

    private IReadOnlyList<ModelOpsFinding> Repair(params string[] checks) =>
        new Core.Diagnosis(home.Home).Run(new() { Checks = checks, Repair = true });

    /// <summary>The one finding that isn't merely that all is well.</summary>
    private static ModelOpsFinding Single(IReadOnlyList<ModelOpsFinding> findings) =>
        Assert.Single(findings, f => f.Status != FindingStatus.Ok || f.Repaired);

    private string Claim(ProcessIdentity worker)
    {
        var id = home.Queue().Id;
        home.Workspace.Registry.Write(c => { home.Workspace.SessionTable.Claim(c, home.Workspace.SessionTable.Get(c, id)!, worker,
            "token"); });
        return id;
    }

    /// <summary>As it stands in the table, without the repair that every look makes.</summary>
    private string State(string id) => home.Workspace.Registry.Read(c =>
        c.First("SELECT state FROM sessions WHERE id = $1", row => row.Text(0), id))!;
}
