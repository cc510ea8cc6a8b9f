using FsCheck;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests.Slots;

/// <summary>P13 for slots: whatever was saved comes back byte for byte, and removing leaves no trace (P14).</summary>
public sealed class SlotProperties : IDisposable
{
    private readonly TempHome _home = new();
    private readonly Workspace _workspace;

    public SlotProperties() => _workspace = _home.Open();

    public void Dispose() => _home.Dispose();

    private static readonly Gen<string> Name =
        from length in Gen.Choose(1, StoredName.MaxLength)
        from letters in Gen.Elements("abcXYZ0189_-".ToCharArray()).ArrayOf(length)
        select new string(letters);

    [Fact]
    public void A_slot_gives_back_what_was_saved() => Property.Holds(Name.Zip(Gen.Choose(1, 1000)), c =>
    {
        var (name, value) = c;
        var id = TestModels.Id($"{name}{value}{Guid.NewGuid()}");
        var model = RealModel.Add(_workspace, id, value);
        var files = Directory.EnumerateFiles(model.Path).ToDictionary(f => Path.GetFileName(f), File.ReadAllBytes);

        var slot = _workspace.Slots.Save(name, id);
        _workspace.Models.Remove(id);
        var restored = _workspace.Slots.Restore(name);

        Assert.Equal(id, restored.Id);
        Assert.Equal(files, Directory.EnumerateFiles(restored.Path).ToDictionary(f => Path.GetFileName(f), File.ReadAllBytes));
        Assert.Contains(_workspace.Slots.Find(), s => s.Name == name);
        _workspace.Slots.Remove(name);
        _workspace.Models.Remove(id);
        Assert.Empty(_workspace.Slots.Find(name));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.Home.Slots));
        Assert.False(Directory.Exists(slot.Path) || Directory.Exists(restored.Path));
    });

    [Fact]
    public void No_name_leads_out_of_the_folder() => Property.Holds(
        from length in Gen.Choose(0, 12)
        from letters in Gen.Elements("ab./\\:*~ \0\n%$ü".ToCharArray()).ArrayOf(length)
        select new string(letters),
        name =>
        {
            if (StoredName.Problem(name) is null)
                Assert.Equal(_home.Home.Slots, Path.GetDirectoryName(Path.GetFullPath(_home.Home.Slot(name))));
            else
                Assert.Equal("SlotNameInvalid", Assert.Throws<ModelOpsException>(() => _workspace.Slots.Save(name, "x")).ErrorId);
        }, 1000);
}
