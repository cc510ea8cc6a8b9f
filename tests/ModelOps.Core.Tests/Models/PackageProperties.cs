using FsCheck.Fluent;

namespace ModelOps.Core.Tests.Models;

public sealed class PackageProperties : IDisposable
{
    private readonly TempHome _home = new();

    public void Dispose() => _home.Dispose();

    /// <summary>
    /// Whatever byte of a package becomes what: it is still a package or is refused as damaged, and nothing is written outside the draft.
    /// </summary>
    [Fact]
    public void A_changed_byte_is_harmless_or_refused()
    {
        using var workspace = _home.Open();
        var id = TestModels.Id("package");
        RealModel.Add(workspace, id);
        var sound = File.ReadAllBytes(workspace.Models.Export(id, ExportFormat.Zip, _home.File("out")).Path);
        var path = _home.File("changed.zip");
        var cases = from at in Gen.Choose(0, sound.Length - 1)
                    from fromEnd in Gen.Elements(true, false)
                    from value in Gen.Choose(0, 255)
                    from length in Gen.Frequency((9, Gen.Constant(sound.Length)), (1, Gen.Choose(0, sound.Length)))
                    select (At: fromEnd ? sound.Length - 1 - at % 400 : at, value, length);
        Property.Holds(cases, c =>
        {
            var bytes = (byte[])sound.Clone();
            bytes[c.At] = (byte)c.value;
            File.WriteAllBytes(path, bytes[..c.length]);
            try
            {
                ModelPackage.Check(path);
                using var draft = FolderDraft.Beside(_home.File("drafts", "x"));
                ModelPackage.Extract(path, draft, default);
                Assert.Equal(3, Directory.EnumerateFileSystemEntries(draft.Path).Count());
            }
            catch (ModelOpsException e)
            {
                Assert.Equal(ErrorKind.Damaged, e.Kind);
            }
            if (Directory.Exists(_home.File("drafts")))
                Assert.Empty(Directory.EnumerateFileSystemEntries(_home.File("drafts")));
        }, 200);
    }
}
