using System.Globalization;

namespace ModelOps.Core.Tests;

/// <summary>Processes that write to the registry.</summary>
internal static class TestWriter
{
    /// <summary>Adds one to a model's parameters, read and written back, as often as asked.</summary>
    public static int Increment(string home, string model, int count)
    {
        using var workspace = Workspace.Open(home);
        Console.WriteLine("ready");
        Console.ReadLine();
        for (int i = 0; i < count; i++)
        {
            workspace.Registry.Write(c =>
            {
                var now = workspace.ModelTable.Get(c, model)!;
                workspace.ModelTable.SetParameters(c, model, now.Parameters + 1);
            });
        }
        return 0;
    }

    /// <summary>Saves a model to a slot, once without and then as often as asked with force; prints what the first save came to.</summary>
    public static int SaveSlot(string home, string slot, string model, int count)
    {
        using var workspace = Workspace.Open(home);
        Console.WriteLine("ready");
        Console.ReadLine();
        try
        {
            workspace.Slots.Save(slot, model);
            Console.WriteLine("saved");
        }
        catch (ModelOpsException error) when (error.ErrorId == "SlotExists")
        {
            Console.WriteLine("taken");
        }
        for (int i = 0; i < count; i++)
            workspace.Slots.Save(slot, model, force: true);
        return 0;
    }

    /// <summary>Opens the home when a line comes, and prints the ids of its sessions in order.</summary>
    public static int ListSessions(string home)
    {
        Console.ReadLine();
        using var workspace = Workspace.Open(home);
        Console.WriteLine(string.Join(' ', workspace.Sessions.Find().Select(s => s.Id).Order(StringComparer.Ordinal)));
        return 0;
    }

    /// <summary>Opens a home whose registry is gone.</summary>
    public static int Rebuild(string home)
    {
        using var workspace = Workspace.Open(home);
        Console.WriteLine($"rebuilt: {string.Join(' ', workspace.Notices)}");
        return 0;
    }

    /// <summary>
    /// Writes log entries of a session, one and three to a transaction in turns, and says after each commit how many there are.
    /// </summary>
    public static int WriteUntilKilled(string home, string session)
    {
        using var workspace = Workspace.Open(home);
        long key = workspace.Sessions.GetRow(session).Key;
        for (int written = 0; ;)
        {
            int count = 1 + (2 * (written % 2));
            workspace.Registry.Write(c =>
            {
                for (int i = 1; i <= count; i++)
                    LogTable.Add(c, key, DateTime.UtcNow, "information", (written + i).ToString(CultureInfo.InvariantCulture));
            });
            written += count;
            Console.WriteLine(written.ToString(CultureInfo.InvariantCulture));
        }
    }
}
