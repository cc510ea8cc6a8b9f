namespace ModelOps.Core.Tests.Storage;

/// <summary>
/// The child of <see cref="FullDiskTests"/>: writes more than a small disk holds, and prints the error, its message, whether what was there
/// before is sound, and what is left of the failed write.
/// </summary>
internal static class FullDisk
{
    private const int TooMuch = 8 << 20;

    public static int Run(string what, string folder)
    {
        Func<bool> isSound = what switch
        {
            "file" => WriteFile(folder),
            "checkpoint" => WriteCheckpoint(folder),
            "dataset" => ImportDataset(folder),
            "slot" => SaveSlot(folder),
            _ => throw new ArgumentException(what),
        };
        Console.WriteLine(isSound() ? "sound" : "lost");
        var left = Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)
            .Where(e => e.Contains(".partial-", StringComparison.Ordinal));
        Console.WriteLine("left: " + string.Join(' ', left));
        return 0;
    }

    private static Func<bool> WriteFile(string folder)
    {
        var path = Path.Combine(folder, "file");
        AtomicFile.WriteText(path, "old");
        Report(() => AtomicFile.Write(path, stream => stream.Write(new byte[TooMuch])));
        return () => File.ReadAllText(path) == "old";
    }

    private static Func<bool> WriteCheckpoint(string folder)
    {
        var store = new CheckpointStore(folder);
        store.Write(10, [("model.safetensors", stream => stream.Write(new byte[50_000]))]);
        Report(() => store.Write(20, [("model.safetensors", stream => stream.Write(new byte[TooMuch]))]));
        return () => store.FindNewestSound() is { Newest.Step: 10, Damaged.Count: 0 };
    }

    private static Func<bool> ImportDataset(string folder)
    {
        using var outside = new TempHome();
        var (small, big) = (outside.File("small.csv"), outside.File("big.csv"));
        File.WriteAllText(small, "1.5,2,0\n3,4,1\n");
        File.WriteAllLines(big, Enumerable.Range(0, 200_000).Select(i => $"1.5,{i % 10},3,4,{i % 2}"));
        var workspace = Workspace.Open(folder);
        workspace.Datasets.Import(new DatasetImport { Path = small, Name = "x" });
        Report(() => workspace.Datasets.Import(new DatasetImport { Path = big, Name = "x", Force = true }));
        return () => workspace.Datasets.Load(workspace.Datasets.Get("x")).Features.Length == 4;
    }

    private static Func<bool> SaveSlot(string folder)
    {
        var workspace = Workspace.Open(folder);
        var id = TestModels.Id("full");
        var model = RealModel.Add(workspace, id);
        workspace.Slots.Save("best", id);
        var weights = Path.Combine(model.Path, "model.safetensors");
        File.WriteAllBytes(weights, new byte[TooMuch * 5 / 16]);
        workspace.Registry.Write(c => { workspace.ModelTable.Update(c, model with { Sha256 = FileHash.Sha256(weights) }); });
        Report(() => workspace.Slots.Save("best", id, force: true));
        return () => workspace.Slots.Verify("best").Count == 0;
    }

    private static void Report(Action action)
    {
        SmallDisk.Shrink();
        try
        {
            action();
            Console.WriteLine("no error\nno message");
        }
        catch (ModelOpsException e)
        {
            Console.WriteLine($"{e.Kind} {e.ErrorId}\n{e.Message.ReplaceLineEndings(" ")}");
        }
    }
}
