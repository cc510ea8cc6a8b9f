using FsCheck;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests;

/// <summary>
/// Random commands against the registry and against a model of it in memory, which must agree after each. Between any two commands the
/// process may die: the home goes on as the disk has it at that moment, with the connections abandoned.
/// </summary>
public sealed class RegistryModelTests : IDisposable
{
    private readonly TempHome place = new();

    public void Dispose() => place.Dispose();

    private enum Kind { Train, Import, Remove, RemoveKeepingFiles, Rename, Tag, Untag, Tier, Disable, LoseFile, FindFile, Queue, SaveSlot,
        RemoveSlot, RestoreSlot, Crash, Reopen }

    private sealed record Command(Kind Kind, int Model, int Value);

    [Fact]
    public void RandomCommandsWithCrashesBetweenThemAgreeWithAModel()
    {
        var kinds = Enum.GetValues<Kind>();
        var kind = Gen.Frequency((5, Gen.Elements(Kind.Train, Kind.Import)), (2, Gen.Elements(Kind.SaveSlot, Kind.RestoreSlot)), (11, Gen.Elements(kinds)), (2, Gen.Elements(Kind.Crash)));
        var command = from k in kind from model in Gen.Choose(0, 3) from value in Gen.Choose(0, 3) select new Command(k, model, value);
        var commands = from length in Gen.Choose(1, 16) from list in command.ArrayOf(length) select list;
        int run = 0;
        Property.Holds(commands, list =>
        {
            using var machine = new RegistryMachine(place.File($"run{run++}"));
            foreach (var c in list)
            {
                Run(machine, c);
                machine.Check();
            }
            machine.CheckFile();
        });
    }

    private static void Run(RegistryMachine machine, Command c)
    {
        switch (c.Kind)
        {
            case Kind.Train: machine.Train(c.Model); break;
            case Kind.Import: machine.Import(c.Model); break;
            case Kind.Remove: machine.Remove(c.Model, keepFiles: false); break;
            case Kind.RemoveKeepingFiles: machine.Remove(c.Model, keepFiles: true); break;
            case Kind.Rename: machine.Set(c.Model, new() { Name = $"name{c.Value}" }, m => m with { Name = $"name{c.Value}" }); break;
            case Kind.Tag: machine.Set(c.Model, new() { AddTags = [$"tag{c.Value}"] }, m =>
                m with { Tags = [.. m.Tags.Append($"tag{c.Value}").Distinct().Order(StringComparer.Ordinal)] }); break;
            case Kind.Untag: machine.Set(c.Model, new() { RemoveTags = [$"tag{c.Value}"] }, m =>
                m with { Tags = [.. m.Tags.Where(t => t != $"tag{c.Value}")] }); break;
            case Kind.Tier: machine.Set(c.Model, new() { Tier = (ModelTier)(c.Value % Enum.GetValues<ModelTier>().Length) }, m =>
                m with { Tier = (ModelTier)(c.Value % Enum.GetValues<ModelTier>().Length) }); break;
            case Kind.Disable: machine.Set(c.Model, new() { Enabled = c.Value == 0 }, m => m with { Enabled = c.Value == 0 }); break;
            case Kind.LoseFile: machine.MoveFile(c.Model, away: true); break;
            case Kind.FindFile: machine.MoveFile(c.Model, away: false); break;
            case Kind.Queue: machine.Queue(); break;
            case Kind.SaveSlot: machine.SaveSlot($"slot{c.Value}", c.Model); break;
            case Kind.RemoveSlot: machine.RemoveSlot($"slot{c.Value}"); break;
            case Kind.RestoreSlot: machine.RestoreSlot($"slot{c.Value}"); break;
            case Kind.Crash: machine.Crash(); break;
            case Kind.Reopen: machine.Reopen(); break;
            default: throw new ArgumentOutOfRangeException(nameof(c), c.Kind, null);
        }
    }
}
