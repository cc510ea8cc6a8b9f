using System.IO.Compression;

namespace ModelOps.Core.Tests.Slots;

public sealed class SlotStoreTests : IDisposable
{
    private readonly TempHome _home = new();
    private readonly Workspace _workspace;
    private readonly string _id = TestModels.Id("slot");

    public SlotStoreTests() => _workspace = _home.Open();

    public void Dispose() => _home.Dispose();

    private SlotStore Slots => _workspace.Slots;

    private static (ErrorKind Kind, string Id) Refused(Action action)
    {
        var error = Assert.Throws<ModelOpsException>(action);
        return (error.Kind, error.ErrorId);
    }

    [Fact]
    public void A_saved_slot_is_found_sound_and_removed()
    {
        RealModel.Add(_workspace, _id);
        var saved = Slots.Save("best", _id[..8]);
        Slots.Save("other", _id);

        using var later = Workspace.Open(_home.Path);
        Assert.Equivalent(saved, later.Slots.Get("best"));
        Assert.Equal((_id, "digits", "mlp", "iris", 7L), (saved.ModelId, saved.ModelName, saved.Network, saved.DatasetName, saved.Step));
        Assert.Equal(0.5, saved.Metrics["validation_accuracy"]);
        Assert.Equal(["best", "other"], later.Slots.Find().Select(s => s.Name));
        Assert.Equal(["best"], later.Slots.Find("b?st").Select(s => s.Name));
        Assert.Empty(later.Slots.Verify("best"));
        Assert.Equal(["metadata.json", "model.zip"], Directory.EnumerateFiles(saved.Path).Select(Path.GetFileName).Order());
        Assert.Equal(saved.Sha256, FileHash.Sha256(Path.Combine(saved.Path, "model.zip")));

        later.Slots.Remove("best");
        Assert.Equal(["other"], Slots.Find().Select(s => s.Name));
        Assert.Single(Directory.EnumerateFileSystemEntries(_home.Home.Slots));
        Assert.Equal((ErrorKind.NotFound, "SlotNotFound"), Refused(() => Slots.Get("best")));
        Assert.Equal((ErrorKind.NotFound, "SlotNotFound"), Refused(() => Slots.Remove("best")));
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a.b")]
    [InlineData("aux")]
    [InlineData("COM1")]
    [InlineData("name\n")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public void Names_that_are_no_folders_everywhere_are_refused(string name)
    {
        RealModel.Add(_workspace, _id);

        Assert.Equal((ErrorKind.InvalidInput, "SlotNameInvalid"), Refused(() => Slots.Save(name, _id, force: true)));
        Assert.Equal((ErrorKind.NotFound, "SlotNotFound"), Refused(() => Slots.Remove(name)));
        Assert.Equal((ErrorKind.NotFound, "SlotNotFound"), Refused(() => Slots.Restore(name)));
    }

    [Fact]
    public void A_taken_name_needs_force_and_is_replaced_as_a_whole()
    {
        RealModel.Add(_workspace, _id, 1);
        var second = TestModels.Id("second");
        RealModel.Add(_workspace, second, 2);
        var first = Slots.Save("best", _id);

        Assert.Equal((ErrorKind.AlreadyExists, "SlotExists"), Refused(() => Slots.Save("best", second)));
        Assert.Equal((ErrorKind.AlreadyExists, "SlotExists"), Refused(() => Slots.Save("BEST", second)));
        Assert.Equal(first.Sha256, Slots.Get("best").Sha256);

        Assert.Equal("best", Slots.Save("Best", second, force: true).Name);
        Assert.Equal(second, Assert.Single(Slots.Find()).ModelId);
        Assert.Single(Directory.EnumerateFileSystemEntries(_home.Home.Slots));
    }

    [Fact]
    public void A_model_in_training_is_saved_from_its_newest_sound_checkpoint()
    {
        var session = TestModels.Id("session");
        RealModel.AddInTraining(_workspace, _id, session, 10, 20);

        var slot = Slots.Save("now", _id);

        Assert.Equal(20, slot.Step);
        Assert.Equal(20, RealModel.ValueOf(Slots.Export("now", ExportFormat.SafeTensors, _home.File("out")).Path));
        Assert.Equal((ErrorKind.NotFound, "ModelNotFound"), Refused(() => Slots.Save("x", "ffffffff")));
    }

    [Fact]
    public void Restoring_brings_a_removed_model_back_under_its_id()
    {
        var model = RealModel.Add(_workspace, _id);
        Slots.Save("best", _id);
        var weights = File.ReadAllBytes(Path.Combine(model.Path, "model.safetensors"));
        _workspace.Models.Remove(_id);

        var restored = Slots.Restore("best");

        Assert.Equal((_id, ModelState.Completed, model.Path, model.Sha256), (restored.Id, restored.State, restored.Path, restored.Sha256));
        Assert.Equal(weights, File.ReadAllBytes(Path.Combine(restored.Path, "model.safetensors")));
        Assert.Empty(_workspace.Models.Verify(_id));
        Assert.Equal("digits-mlp", _workspace.Models.Get(_id).ProfileName);
    }

    [Fact]
    public void Restoring_repairs_a_damaged_model_and_copies_a_sound_one()
    {
        var model = RealModel.Add(_workspace, _id);
        Slots.Save("best", _id);

        var copy = Slots.Restore("best");
        Assert.NotEqual(_id, copy.Id);
        Assert.Null(copy.SessionId);
        Assert.Empty(_workspace.Models.Verify(copy.Id));
        Assert.Equal(copy.Id, ModelConfiguration.FromJson(File.ReadAllText(Path.Combine(copy.Path, "config.json")), "config.json").ModelId);

        File.WriteAllText(Path.Combine(model.Path, "model.safetensors"), "torn");
        Assert.Equal(_id, Slots.Restore("best").Id);
        Assert.Empty(_workspace.Models.Verify(_id));
        Assert.Equal(2, _workspace.Models.Find().Count);
    }

    [Fact]
    public void Restoring_leaves_a_model_in_training_and_kept_files_alone()
    {
        var session = TestModels.Id("session");
        RealModel.AddInTraining(_workspace, _id, session, 10);
        Slots.Save("now", _id);
        Assert.NotEqual(_id, Slots.Restore("now").Id);

        var kept = TestModels.Id("kept");
        var model = RealModel.Add(_workspace, kept, 3);
        Slots.Save("kept", kept);
        _workspace.Models.Remove(kept, keepFiles: true);
        File.WriteAllText(Path.Combine(model.Path, "notes.txt"), "mine");
        Assert.NotEqual(kept, Slots.Restore("kept").Id);
        Assert.Equal("mine", File.ReadAllText(Path.Combine(model.Path, "notes.txt")));
    }

    [Fact]
    public void Exports_equal_those_of_the_model()
    {
        RealModel.Add(_workspace, _id);
        Slots.Save("best", _id);

        foreach (var format in new[] { ExportFormat.Zip, ExportFormat.SafeTensors, ExportFormat.Onnx })
        {
            var fromModel = _workspace.Models.Export(_id, format, _home.File("model"));
            var fromSlot = Slots.Export("best", format, _home.File("slot"));
            Assert.Equal(fromModel.Sha256, fromSlot.Sha256);
            Assert.Equal(fromSlot.Sha256, FileHash.Sha256(fromSlot.Path));
            Assert.Equal(fromModel.Bytes, fromSlot.Bytes);
            Assert.StartsWith($"best-{_id[..8]}", Path.GetFileName(fromSlot.Path), StringComparison.Ordinal);
        }
        Assert.Single(Directory.EnumerateFileSystemEntries(_home.Home.Slots));
    }

    [Fact]
    public void Damage_is_named_and_nothing_is_made_of_it()
    {
        RealModel.Add(_workspace, _id);
        var slot = Slots.Save("best", _id);
        var package = Path.Combine(slot.Path, "model.zip");
        var metadata = Path.Combine(slot.Path, "metadata.json");
        var (packageBytes, metadataText) = (File.ReadAllBytes(package), File.ReadAllText(metadata));

        void IsDamaged(Action damage)
        {
            damage();
            Assert.NotEmpty(Slots.Verify("best"));
            Assert.Equal(ErrorKind.Damaged, Refused(() => Slots.Restore("best")).Kind);
            Assert.Equal(ErrorKind.Damaged, Refused(() => Slots.Export("best", ExportFormat.Zip, _home.File("out"))).Kind);
            Assert.Equal(ErrorKind.Damaged, Refused(() => Slots.Export("best", ExportFormat.SafeTensors, _home.File("out"))).Kind);
            File.WriteAllBytes(package, packageBytes);
            File.WriteAllText(metadata, metadataText);
            Assert.Empty(Slots.Verify("best"));
        }

        IsDamaged(() => File.Delete(package));
        IsDamaged(() => File.WriteAllBytes(package, packageBytes[..^10]));
        IsDamaged(() => File.WriteAllBytes(package, [.. packageBytes[..500], (byte)(packageBytes[500] ^ 1), .. packageBytes[501..]]));
        IsDamaged(() => File.Delete(metadata));
        IsDamaged(() => File.WriteAllText(metadata, metadataText[..50]));
        IsDamaged(() => File.WriteAllText(metadata, metadataText.Replace(_id, "../../elsewhere", StringComparison.Ordinal)));
        Assert.Single(_workspace.Models.Find());
    }

    /// <summary>Packages whose hash agrees but whose content doesn't: what a hand or another program made.</summary>
    [Theory]
    [InlineData("no zip")]
    [InlineData("missing")]
    [InlineData("foreign")]
    [InlineData("escaping")]
    [InlineData("twice")]
    [InlineData("weights")]
    [InlineData("other network")]
    public void A_package_that_is_no_model_is_refused(string kind)
    {
        RealModel.Add(_workspace, _id);
        var slot = Slots.Save("best", _id);
        var package = Path.Combine(slot.Path, "model.zip");
        if (kind == "no zip")
        {
            File.WriteAllText(package, "this is no zip");
        }
        else
        {
            using var zip = ZipFile.Open(package, ZipArchiveMode.Update);
            if (kind is "missing" or "weights" or "other network")
                zip.GetEntry(kind == "other network" ? "config.json" : "model.safetensors")!.Delete();
            if (kind == "other network")
                Fill(zip, "config.json", (RealModel.Configuration(_id) with { InputShape = [9] }).ToJson());
            if (kind == "weights")
                Fill(zip, "model.safetensors", "12345678{}");
            if (kind is "foreign" or "escaping" or "twice")
                Fill(zip, kind switch { "foreign" => "run.sh", "escaping" => "../../x", _ => "config.json" }, "x");
        }
        var forged = slot with { SizeBytes = new FileInfo(package).Length, Sha256 = FileHash.Sha256(package) };
        File.WriteAllBytes(Path.Combine(slot.Path, "metadata.json"), SlotFile.Write(forged));

        Assert.NotEmpty(Slots.Verify("best"));
        Assert.Equal(ErrorKind.Damaged, Refused(() => Slots.Restore("best")).Kind);
    }

    [Fact]
    public void Concurrent_saves_of_processes_leave_one_whole_slot()
    {
        var models = Enumerable.Range(1, 4).Select(i => RealModel.Add(_workspace, TestModels.Id($"m{i}"), i)).ToList();
        var processes = models.ConvertAll(model => TestProcess.Start("save-slot", _home.Path, "best", model.Id, "8"));
        processes.ForEach(p => Assert.Equal("ready", p.StandardOutput.ReadLine()));
        processes.ForEach(p => p.StandardInput.WriteLine());

        var results = processes.ConvertAll(p => p.StandardOutput.ReadToEnd().Trim());

        // The first save of each is one without force: whoever is first has the name.
        Assert.Equal(["saved", "taken", "taken", "taken"], results.Order(StringComparer.Ordinal));
        processes.ForEach(p => p.Dispose());
        Assert.Empty(Slots.Verify("best"));
        var slot = Assert.Single(Slots.Find());
        Assert.Equal(slot.Sha256, Slots.Get("best").Sha256);
        var export = Slots.Export("best", ExportFormat.SafeTensors, _home.File("out"));
        Assert.Equal(models.FindIndex(m => m.Id == slot.ModelId) + 1, RealModel.ValueOf(export.Path));
        Assert.Single(Directory.EnumerateFileSystemEntries(_home.Home.Slots));
    }

    private static void Fill(ZipArchive zip, string name, string text)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name).Open());
        writer.Write(text);
    }
}
