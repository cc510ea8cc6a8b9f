namespace ModelOps.Core.Tests.Health;

/// <summary>What the tests of the diagnosis run in processes of their own.</summary>
internal static class HealthCommands
{
    /// <summary>In a home that can't be written: what opening it and changing something throws, then what the diagnosis finds.</summary>
    public static int ReadOnlyHome(string home)
    {
        try
        {
            using var workspace = Workspace.Open(home);
            Console.WriteLine($"models: {workspace.Models.Find().Count}");
            workspace.Models.Set(workspace.Models.Find()[0].Id, new() { Description = "new" });
            Console.WriteLine("changed");
        }
        catch (ModelOpsException error)
        {
            Console.WriteLine($"{error.Kind} {error.ErrorId}: {error.Message.ReplaceLineEndings(" ")}");
        }
        foreach (var finding in new ModelOps.Core.Diagnosis(new(home)).Run(new() { Checks = ["home", "registry"] }))
            Console.WriteLine(finding);
        return 0;
    }

    /// <summary>Begins a migration from a version, stops in its middle, says so and waits to be killed.</summary>
    public static int HalfMigration(string home, int from)
    {
        var file = new ModelOpsHome(home).RegistryFile;
        using var connection = new RegistryConnection(file);
        connection.Begin(durable: true);
        var statements = RegistryMigrations.TextOf(from + 1).Split(";\n", StringSplitOptions.RemoveEmptyEntries);
        foreach (var statement in statements.Take((statements.Length + 1) / 2))
            connection.ExecuteScript(statement);
        Console.WriteLine("half");
        Console.ReadLine();
        return 1;
    }

    /// <summary>On a small disk: fills the registry until it is full, prints the error, and whether all that was written before is
    /// there.</summary>
    public static int FullRegistry(string home)
    {
        var workspace = Workspace.Open(home);
        int written = 0;
        Storage.SmallDisk.Shrink();
        try
        {
            while (true)
            {
                var id = TestModels.Id($"full {written}");
                workspace.Registry.Write(c => { workspace.ModelTable.Insert(c,
                    TestModels.Create(workspace.Home, id) with { DatasetName = new string('x', 4000) }); });
                written++;
            }
        }
        catch (ModelOpsException error)
        {
            Console.WriteLine($"{error.Kind} {error.ErrorId}");
            Console.WriteLine(error.Message.ReplaceLineEndings(" "));
        }
        Console.WriteLine(workspace.Registry.Read(c => c.Number("SELECT count(*) FROM models")) == written && written > 20 ? "all there"
            : $"not {written}");
        Console.WriteLine(workspace.Registry.Read(c => c.First("PRAGMA integrity_check", row => row.Text(0))));
        return 0;
    }
}
