using System.Diagnostics;

namespace ModelOps.Core.Tests.Health;

/// <summary>Looks at a home that can't be written, with a worker in it that is dead: what the child processes of <see cref="UnwritableTests"/> do.</summary>
internal static class UnwritableLook
{
    /// <summary>A completed model and its slot, a slot that the registry doesn't know, and a session whose worker is dead, which nobody has noticed.</summary>
    public static void Prepare(Workspace workspace)
    {
        workspace.Slots.Save("kept", RealModel.Add(workspace, TestModels.Id("kept")).Id);
        workspace.Slots.Save("unknown", TestModels.Id("kept"));
        workspace.Registry.Write(c => { workspace.SlotTable.Delete(c, "unknown"); });
        var document = new SessionDocument
        {
            Id = TestModels.Id("dead"), ModelId = TestModels.Id("model of dead"), ModelName = "dead", ProfileName = "p", DatasetName = "d",
            DatasetId = "d", Network = "mlp", Epochs = 1, Created = DateTime.UtcNow,
        };
        workspace.Registry.Write(c =>
        {
            SessionRegistration.Insert(workspace, c, document, ProcessIdentity.Current);
            workspace.SessionTable.Claim(c, workspace.SessionTable.Get(c, document.Id)!, Dead(), "token");
            workspace.SessionTable.Move(c, workspace.SessionTable.Get(c, document.Id)!, SessionState.Running);
        });
    }

    /// <summary>On a small disk that is filled up: what looks show, then what they show once there is room again.</summary>
    public static int OnFullDisk(string home)
    {
        using var workspace = Workspace.Open(home);
        Prepare(workspace);
        Storage.SmallDisk.Shrink();
        Fill(workspace);
        var junk = Path.Combine(home, "junk");
        Fill(junk);
        Print(workspace);
        using (var second = Workspace.Open(home))
            Print(second);
        File.Delete(junk);
        // With a limit on the size of files in place of a small disk the registry stays as full as it was.
        Console.WriteLine($"state {workspace.Sessions.Get(TestModels.Id("dead")).State}");
        return 0;
    }

    /// <summary>In a home that can't be written: what looks show, and the error of a change.</summary>
    public static int ReadOnly(string home)
    {
        using var workspace = Workspace.Open(home);
        Print(workspace);
        var error = Assert.Throws<ModelOpsException>(() => workspace.Models.Set(TestModels.Id("kept"), new() { Description = "new" }));
        Console.WriteLine($"change {error.Kind} {error.ErrorId}: {error.Message.ReplaceLineEndings(" ")}");
        error = Assert.Throws<ModelOpsException>(() => workspace.Slots.Save("new", TestModels.Id("kept")));
        Console.WriteLine($"save {error.Kind} {error.ErrorId}: {error.Message}");
        return 0;
    }

    private static void Print(Workspace workspace)
    {
        var id = TestModels.Id("dead");
        var sessions = workspace.Sessions;
        Console.WriteLine($"sessions {string.Join(' ', sessions.Find().Select(s => s.State))} {sessions.Get(id).State} "
            + $"running {sessions.Find(new() { States = [SessionState.Running] }).Count} "
            + $"interrupted {sessions.Find(new() { States = [SessionState.Interrupted], Newest = 1 }).Count} queued {workspace.Queue.List().Count}");
        var models = workspace.Models;
        Console.WriteLine($"models {models.Get(TestModels.Id("model of dead")).State} training {models.Find(state: ModelState.Training).Count} "
            + $"interrupted {string.Join(' ', models.Find(new() { State = ModelState.Interrupted, Newest = 1, OrderBy = ModelOrder.Name }).Select(m => m.Name))} "
            + $"skipped {models.Find(new() { State = ModelState.Interrupted, Skip = 1 }).Count}");
        Console.WriteLine($"slots {string.Join(' ', workspace.Slots.Find().Select(s => s.Name))} datasets {workspace.Datasets.Find().Count}");
        Console.WriteLine($"notice {string.Join(" | ", workspace.TakeNotices())}".ReplaceLineEndings(" "));
    }

    /// <summary>Writes until nothing more goes in, and not more than a small disk can hold, should this not be one.</summary>
    private static void Fill(Workspace workspace)
    {
        try
        {
            for (int i = 0; i < 5_000; i++)
                workspace.Registry.Write(c => { workspace.ModelTable.Insert(c, TestModels.Create(workspace.Home, TestModels.Id($"full {i}")) with
                    { DatasetName = new string('x', 4000) }); });
        }
        catch (ModelOpsException error) when (RegistryErrors.IsUnwritable(error))
        {
        }
    }

    private static void Fill(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            while (stream.Length < 64 << 20)
                stream.Write(new byte[4096]);
        }
        catch (Exception error) when (error is IOException or ArgumentOutOfRangeException)
        {
        }
    }

    private static ProcessIdentity Dead()
    {
        using var process = Process.Start("true");
        var identity = ProcessIdentity.Find(process.Id) ?? new ProcessIdentity(process.Id, 1, ProcessIdentity.Current.Machine);
        process.WaitForExit();
        return identity;
    }
}
