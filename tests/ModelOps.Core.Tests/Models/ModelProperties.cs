using FsCheck;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests.Models;

/// <summary>What holds of every set of models: listing, the way in and out, deleting, and what isn't there.</summary>
public sealed class ModelProperties : IDisposable
{
    private readonly TempHome home = new();
    private readonly string sources = Directory.CreateTempSubdirectory("modelops-models-").FullName;
    private int number;

    public void Dispose()
    {
        home.Dispose();
        Directory.Delete(sources, recursive: true);
    }

    private static readonly Gen<string> Name = Gen.Elements("digits", "Digits", "ä b", "llama-3", "x", "100%", "a_b", "a*b", "[q]");

    /// <summary>Listing has every model exactly once, newest first, and each is found by its short id, which no other has.</summary>
    [Fact]
    public void P12_ListingReturnsAll()
    {
        using var workspace = home.Open();
        var expected = new HashSet<string>();
        // The first characters are few, so that prefixes are long and short ids collide.
        var id = from first in Gen.Elements("0", "aaaaaaaa", "aaaaaaab",
            "aaaaaaaabbbb") from rest in Gen.Elements([.. "0123456789abcdef"]).ArrayOf(64) select (first + new string(rest))[..64];
        var model = from i in id from name in Name from state in Gen.Elements(Enum.GetValues<ModelState>()) select (i, name, state);
        Property.Holds(model.ArrayOf(3), added =>
        {
            foreach (var (i, name, state) in added.Where(m => expected.Add(m.i)))
                TestModels.Add(workspace, TestModels.Create(workspace.Home, i, name, state));

            var all = workspace.Models.Find();

            Assert.Equal(expected.Order(), all.Select(m => m.Id).Order());
            Assert.Equal(all.OrderByDescending(m => m.Created).Select(m => m.Created), all.Select(m => m.Created));
            Assert.Equal(all.Count, all.Select(m => m.ShortId).Distinct().Count());
            Assert.All(all, m => Assert.StartsWith(m.Id[..8], m.ShortId));
            foreach (var (i, _, state) in added)
            {
                Assert.Equal(i, workspace.Models.Get(all.First(m => m.Id == i).ShortId).Id);
                Assert.Contains(workspace.Models.Find(new ModelQuery { State = state }), m => m.Id == i);
            }
        });
    }

    /// <summary>Whatever files a model is made of, they come out as they went in: as files, and through a zip into another home.</summary>
    [Fact]
    public void P13_WhatGoesInComesOutByteForByte()
    {
        using var workspace = home.Open();
        using var place = new TempHome();
        using var other = place.Open();
        var content = from parts in Gen.Choose(1, 3)
                      from folder in Gen.Elements(true, false)
                      from bytes in Gen.Choose(0, 255).ArrayOf(64)
                      from copy in Gen.Elements(true, false)
                      select (parts, folder, bytes, copy);
        Property.Holds(content, c =>
        {
            var source = Write(c.parts, c.folder, c.bytes);
            var model = workspace.Importer.Import(source, new() { Copy = c.copy });

            var files = workspace.Models.Export(model.Id, ExportFormat.SafeTensors, home.File("out"), force: true);
            var zip = workspace.Models.Export(model.Id, ExportFormat.Zip, home.File("out"), force: true);
            var imported = other.Importer.Import(zip.Path, new());
            var again = other.Models.Export(imported.Id, ExportFormat.SafeTensors, place.File("out"), force: true);

            Assert.Equal(Contents(source, c), Contents(files.Path, c));
            Assert.Equal(Contents(source, c), Contents(again.Path, c));
            Assert.Equal(files.Sha256, again.Sha256);
        });
    }

    /// <summary>A model that was removed leaves no row, no file and no name behind, and takes nothing of others along.</summary>
    [Fact]
    public void P14_DeletingRemovesEveryTrace()
    {
        using var workspace = home.Open();
        var kept = RealModel.Add(workspace, TestModels.Id("kept"));
        workspace.Models.Set(kept.Id, new() { AddTags = ["shared"] });
        var rows = Rows(workspace);
        var files = Files();
        var cases = from trained in Gen.Elements(true, false)
                    from parts in Gen.Choose(1, 2)
                    from bytes in Gen.Choose(0, 255).ArrayOf(64)
                    from tags in Gen.Elements("shared", "a", "B").ArrayOf(2)
                    select (trained, parts, bytes, tags);
        Property.Holds(cases, c =>
        {
            var model = c.trained
                ? RealModel.Add(workspace, TestModels.Id($"trained {number++}"))
                : workspace.Importer.Import(Write(c.parts, folder: true, c.bytes), new() { Copy = true });
            workspace.Models.Set(model.Id, new() { AddTags = c.tags, Description = "to be removed" });

            workspace.Models.Remove(model.Id);

            Assert.Equal(ErrorKind.NotFound, Assert.Throws<ModelOpsException>(() => workspace.Models.Get(model.Id)).Kind);
            Assert.Equal(rows, Rows(workspace));
            Assert.Equal(files, Files());
            Assert.Equal(["shared"], workspace.Models.Tags());
        });
    }

    /// <summary>Whatever name or id isn't there: every command says so, as NotFound, and changes nothing.</summary>
    [Fact]
    public void P15_WhatIsNotThereIsNotFound()
    {
        using var workspace = home.Open();
        RealModel.Add(workspace, TestModels.Id("there"));
        var rows = Rows(workspace);
        var absent = Gen.OneOf(
            Gen.Elements([.. "0123456789abcdef"]).ArrayOf(64).Select(c => new string(c)), Name.Where(n => n != "digits"
                && n != "Digits"), Gen.Constant("nothing like it"));
        Property.Holds(absent, name =>
        {
            Action[] commands =
            [
                () => workspace.Models.Get(name), () => workspace.Models.Remove(name), () => workspace.Models.Test(name), () =>
                    workspace.Models.Set(name, new() { Description = "x" }),
                () => workspace.Models.Export(name, ExportFormat.Zip, home.File("out")), () => workspace.Slots.Save("slot", name), () =>
                    workspace.Slots.Test(name),
                () => workspace.Slots.Restore(name), () => workspace.Slots.Remove(name), () =>
                    workspace.Importer.Import(home.File(name, "x"), new()),
            ];
            foreach (var command in commands)
                Assert.Equal(ErrorKind.NotFound, Assert.Throws<ModelOpsException>(command).Kind);
            Assert.Equal(rows, Rows(workspace));
        });
    }

    private static string Rows(Workspace workspace) => workspace.Registry.Read(c =>
        string.Join(" ", new[] { "models", "model_tags", "model_details", "model_files" }
        .Select(t => $"{t} {c.Number($"SELECT count(*) FROM {t}")}")));

    private string Files() => string.Join('\n', Directory.EnumerateFileSystemEntries(home.Home.Models, "*",
        SearchOption.AllDirectories).Order(StringComparer.Ordinal));

    /// <summary>A new safetensors model: a file, files of several parts, or a folder with a configuration.</summary>
    private string Write(int parts, bool folder, int[] bytes)
    {
        var path = Path.Combine(sources, $"m{number++}");
        Directory.CreateDirectory(path);
        if (folder)
            SafetensorsSample.Folder(path, parts);
        for (int i = 1; i <= parts; i++)
        {
            var file = Path.Combine(path, parts == 1 ? "model.safetensors" : $"model-{i:D5}-of-{parts:D5}.safetensors");
            using var stream = File.Create(file);
            SafetensorsFile.Write(stream, [TensorSource.Of<byte>($"layer.{i}.weight", "U8", [bytes.Length],
                bytes.Select(b => (byte)(b + i)).ToArray())]);
        }
        return parts == 1 && !folder ? Path.Combine(path, "model.safetensors") : path;
    }

    private static List<(string Name, string Sha256)> Contents(string path, (int Parts, bool Folder, int[] Bytes, bool Copy) c)
    {
        if (File.Exists(path))
            return [(c.Folder || c.Parts > 1 ? Path.GetFileName(path) : "one", FileHash.Sha256(path))];
        return [.. Directory.EnumerateFiles(path).Where(f => Path.GetFileName(f) != "model.json").Select(f =>
            (Path.GetFileName(f), FileHash.Sha256(f))).Order()];
    }
}
