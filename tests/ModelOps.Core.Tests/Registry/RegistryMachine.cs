namespace ModelOps.Core.Tests;

/// <summary>What the registry should say of a model.</summary>
internal sealed record ExpectedModel(string Id, string Name, ModelState State, ModelTier Tier, bool Enabled, IReadOnlyList<string> Tags);

/// <summary>A home, and what should be in it: each command is done to both.</summary>
internal sealed class RegistryMachine : IDisposable
{
    private readonly string root;
    private readonly Dictionary<string, ExpectedModel> models = [];
    private readonly Dictionary<string, (string Id, string ModelName)> slots = [];
    private readonly HashSet<string> sessions = [];
    /// <summary>Short ids by model, as they were first seen: they stay so, whatever else comes and goes.</summary>
    private readonly Dictionary<string, string> shown = [];
    private readonly List<Workspace> abandoned = [];
    private Workspace workspace;
    private int crashes;

    public RegistryMachine(string root)
    {
        this.root = root;
        workspace = Workspace.Open(Path.Combine(root, "home0"));
    }

    /// <summary>Models by number: 0 and 1 are trained ones, whose ids begin alike, 2 and 3 imported ones.</summary>
    private static string TrainedId(int number) => TestModels.Colliding($"model {number % 2}");

    private string? IdOf(int number) => number < 2
        ? TrainedId(number)
        : models.Values.FirstOrDefault(m => m.Id == ImportedId(number))?.Id;

    private string ImportedId(int number) => ModelIdentity.OfContent([($"file{number % 2}.safetensors", FileHash.Sha256(Source(number)))]);

    private string Source(int number) =>
        Path.Combine(root, $"file{number % 2}.safetensors") is var path && File.Exists(path) ? path
            : SafetensorsSample.Write(path, [$"t{number % 2}"]);

    public void Train(int number)
    {
        var id = TrainedId(number);
        if (models.ContainsKey(id) || Directory.Exists(workspace.Home.Model("mlp", id)))
            return;
        var model = RealModel.Add(workspace, id);
        models[id] = new(id, model.Name, ModelState.Completed, model.Tier, true, []);
    }

    public void Import(int number)
    {
        bool isNew = !models.ContainsKey(ImportedId(number));
        var model = workspace.Importer.Import(Source(number), new() { Copy = true });
        Assert.Equal(ImportedId(number), model.Id);
        if (isNew)
            models[model.Id] = new(model.Id, $"file{number % 2}", ModelState.Completed, model.Tier, true, []);
        else
            models[model.Id] = models[model.Id] with { State = ModelState.Completed };
    }

    public void Remove(int number, bool keepFiles)
    {
        if (IdOf(number) is not { } id || !models.Remove(id))
        {
            AssertNotFound(() => workspace.Models.Remove(IdOf(number) ?? ImportedId(number)));
            return;
        }
        var path = workspace.Models.Get(id).Path;
        workspace.Models.Remove(id, keepFiles);
        Assert.Equal(keepFiles, Directory.Exists(path));
        // What was kept is out of the way of later commands.
        if (keepFiles)
            Directory.Delete(path, recursive: true);
    }

    public void Set(int number, ModelChanges changes, Func<ExpectedModel, ExpectedModel> expected)
    {
        if (IdOf(number) is { } id && models.TryGetValue(id, out var model))
        {
            workspace.Models.Set(id, changes);
            models[id] = expected(model);
        }
        else
            AssertNotFound(() => workspace.Models.Set(IdOf(number) ?? ImportedId(number), changes));
    }

    /// <summary>Someone moves a model's weights away, or back; a look at the model notices.</summary>
    public void MoveFile(int number, bool away)
    {
        if (IdOf(number) is not { } id || !models.TryGetValue(id, out var model))
            return;
        var file = workspace.Models.Get(id).WeightsPath;
        var aside = file + ".away";
        if (File.Exists(away ? file : aside))
            File.Move(away ? file : aside, away ? aside : file);
        Assert.Equal(File.Exists(file), workspace.Models.Test(id).Sound);
        models[id] = model with { State = File.Exists(file) ? ModelState.Completed : ModelState.Missing };
    }

    public void Queue()
    {
        var id = TestModels.Id($"session {sessions.Count}");
        var document = new SessionDocument
        {
            Id = id, ModelId = TestModels.Id($"model of {id}"), ModelName = "queued", ProfileName = "p", DatasetName = "d", DatasetId = "d",
            Network = "mlp", Epochs = 1, Created = DateTime.UtcNow,
        };
        workspace.Registry.Write(c => { SessionRegistration.Insert(workspace, c, document, ProcessIdentity.Current); });
        sessions.Add(id);
        models[document.ModelId] = new(document.ModelId, "queued", ModelState.Training, TierRule.Guess(0), true, []);
    }

    public void SaveSlot(string name, int number)
    {
        if (IdOf(number) is not { } id || !models.TryGetValue(id, out var model))
            AssertNotFound(() => workspace.Slots.Save(name, IdOf(number) ?? ImportedId(number), force: true));
        else if (number >= 2 || model.State != ModelState.Completed)
            Assert.Throws<ModelOpsException>(() => workspace.Slots.Save(name, id, force: true));
        else
        {
            workspace.Slots.Save(name, id, force: true);
            slots[name] = (id, model.Name);
        }
    }

    public void RemoveSlot(string name)
    {
        if (slots.Remove(name))
            workspace.Slots.Remove(name);
        else
            AssertNotFound(() => workspace.Slots.Remove(name));
    }

    /// <summary>A slot comes back as the model it was copied from where that is gone or lost its files, else as a new one.</summary>
    public void RestoreSlot(string name)
    {
        if (!slots.TryGetValue(name, out var slot))
        {
            AssertNotFound(() => workspace.Slots.Restore(name));
            return;
        }
        var original = models.GetValueOrDefault(slot.Id);
        var restored = workspace.Slots.Restore(name);
        Assert.Equal(original is not { State: ModelState.Completed }, restored.Id == slot.Id);
        models[restored.Id] = restored.Id == slot.Id && original is not null
            ? original with { State = ModelState.Completed }
            : new(restored.Id, slot.ModelName, ModelState.Completed, restored.Tier, true, []);
        Assert.True(workspace.Models.Test(restored.Id).Sound);
    }

    /// <summary>The process dies: its connections are abandoned, and the home goes on as the disk has it.</summary>
    public void Crash()
    {
        var from = workspace.Home.Path;
        var to = Path.Combine(root, $"home{++crashes}");
        abandoned.Add(workspace);
        CopyFolder(from, to);
        workspace = Workspace.Open(to);
        Assert.Empty(workspace.Notices);
    }

    public void Reopen()
    {
        var home = workspace.Home.Path;
        workspace.Dispose();
        workspace = Workspace.Open(home);
        Assert.Empty(workspace.Notices);
    }

    /// <summary>Compares all there is with all there should be.</summary>
    public void Check()
    {
        var found = workspace.Models.Find();
        Assert.Equal(
            models.Values.OrderBy(m => m.Id, StringComparer.Ordinal).Select(Text),
            found.OrderBy(m => m.Id, StringComparer.Ordinal).Select(m => Text(new(m.Id, m.Name, m.State, m.Tier, m.Enabled, m.Tags))));
        foreach (var model in found)
        {
            Assert.Equal(model.Id, workspace.Models.Get(model.ShortId).Id);
            Assert.Equal(shown.TryAdd(model.Id, model.ShortId) ? model.ShortId : shown[model.Id], model.ShortId);
        }
        shown.Keys.Except(models.Keys).ToList().ForEach(id => shown.Remove(id));
        Assert.Equal(shown.Count, shown.Values.Distinct().Count());
        foreach (var tag in models.Values.SelectMany(m => m.Tags).Distinct())
            Assert.Equal(models.Values.Count(m => m.Tags.Contains(tag)), workspace.Models.Find(new ModelQuery { Tag = tag }).Count);
        Assert.Equal(models.Values.SelectMany(m => m.Tags).Distinct().Order(StringComparer.Ordinal), workspace.Models.Tags());
        Assert.Equal(slots.OrderBy(s => s.Key).Select(s => (s.Key, s.Value.Id)), workspace.Slots.Find().Select(s => (s.Name, s.ModelId)));
        Assert.Equal(sessions.Order(), workspace.Sessions.Find().Select(s => s.Id).Order());
    }

    public void CheckFile()
    {
        Assert.Equal("ok", workspace.Registry.Read(c => c.First("PRAGMA integrity_check", row => row.Text(0))));
        Assert.Equal(0, workspace.Registry.Read(c => c.Query("PRAGMA foreign_key_check", _ => 1).Count));
        Assert.All(slots.Keys, name => Assert.Empty(workspace.Slots.Verify(name)));
    }

    public void Dispose()
    {
        workspace.Dispose();
        abandoned.ForEach(w => w.Dispose());
    }

    private static string Text(ExpectedModel m) => $"{m.Id[..8]} {m.Name} {m.State} {m.Tier} {m.Enabled} [{string.Join(' ', m.Tags)}]";

    private static void AssertNotFound(Action action) => Assert.Equal(ErrorKind.NotFound, Assert.Throws<ModelOpsException>(action).Kind);

    /// <summary>All but what a process that is gone takes along: SQLite's shared memory, locks.</summary>
    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(to + folder[from.Length..]);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(f =>
            !f.EndsWith("-shm", StringComparison.Ordinal)))
            File.Copy(file, to + file[from.Length..]);
    }
}
