using System.Text;

namespace ModelOps.Core.Tests.Datasets;

public sealed class DatasetStoreTests : IDisposable
{
    private readonly TempHome _home = new();
    private readonly Workspace _workspace;

    public DatasetStoreTests() => _workspace = _home.Open();

    public void Dispose() => _home.Dispose();

    private Dataset Import(string name, string text = "1,2,0\n3,4,1\n", bool force = false)
    {
        var path = _home.File($"{name}-source.csv");
        File.WriteAllText(path, text);
        return _workspace.Datasets.Import(new DatasetImport { Path = path, Name = name, Force = force });
    }

    /// <summary>Who reads it while another process puts another in its place isn't told that it is damaged, and to remove it.</summary>
    [Fact]
    public void OneThatIsReplacedWhileItIsReadIsNotDamaged()
    {
        using var home = new TempHome();
        using var workspace = home.Open();
        File.WriteAllText(home.File("t.csv"), "x,y,l\n1,2,a\n3,4,b\n");
        var read = workspace.Datasets.Import(new DatasetImport { Path = home.File("t.csv") });
        File.WriteAllText(home.File("t.csv"), "x,y,z,l\n1,2,3,a\n3,4,5,b\n");
        workspace.Datasets.Import(new DatasetImport { Path = home.File("t.csv"), Force = true });
        var error = Assert.Throws<ModelOpsException>(() => workspace.Datasets.Samples(read, 0, 1).ToList());
        Assert.Equal((ErrorKind.Conflict, "DatasetReplaced"), (error.Kind, error.ErrorId));
        workspace.Datasets.Remove("t");
        Assert.Equal("DatasetReplaced", Assert.Throws<ModelOpsException>(() => workspace.Datasets.Samples(read, 0, 1).ToList()).ErrorId);
    }

    [Fact]
    public void What_was_imported_is_found_by_name_wildcard_and_in_a_later_process()
    {
        var imported = Import("iris");
        Import("digits");

        using var later = Workspace.Open(_home.Path);
        Assert.Equivalent(imported, later.Datasets.Get("iris"));
        Assert.Equal(["digits", "iris"], later.Datasets.Find().Select(d => d.Name));
        Assert.Equal(["iris"], later.Datasets.Find("ir*").Select(d => d.Name));
        Assert.Equal("iris", later.Datasets.Get("IRIS").Name);
        var error = Assert.Throws<ModelOpsException>(() => later.Datasets.Get("irsi"));
        Assert.Equal((ErrorKind.NotFound, "DatasetNotFound"), (error.Kind, error.ErrorId));
        Assert.Contains("iris", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_samples_are_imported_once_and_others_need_force()
    {
        var first = Import("x");

        Assert.Equal(first.Created, Import("x").Created);
        var error = Assert.Throws<ModelOpsException>(() => Import("x", "1,2,0\n9,9,1\n"));
        Assert.Equal((ErrorKind.AlreadyExists, "DatasetExists"), (error.Kind, error.ErrorId));
        Assert.Equal(first.Id, _workspace.Datasets.Get("x").Id);

        var replaced = Import("x", "1,2,0\n9,9,1\n", force: true);
        Assert.NotEqual(first.Id, replaced.Id);
        Assert.Equal(replaced.Id, Assert.Single(_workspace.Datasets.Find()).Id);
        Assert.Equal(9, _workspace.Datasets.Load(replaced).Features[2]);
        Assert.Single(Directory.EnumerateFileSystemEntries(_home.Home.Datasets));
    }

    [Fact]
    public void The_same_samples_under_a_second_name_are_stored_once_and_outlive_the_first()
    {
        static DateTime Written(Dataset dataset) => File.GetLastWriteTimeUtc(Path.Combine(dataset.Path, "data.safetensors"));

        var first = Import("a");
        File.SetLastWriteTimeUtc(Path.Combine(first.Path, "data.safetensors"), DateTime.UnixEpoch);
        var second = Import("b");
        Assert.Equal(first.Id, second.Id);
        var probe = _home.File("probe");
        File.WriteAllText(probe, "x");
        // A file under two names has one time; a clone has its own.
        if (FileCopy.Copy(probe, probe + "2", _ => { }, default) == FileCopyMethod.HardLink)
            Assert.Equal(Written(first), Written(second));
        _workspace.Datasets.Remove("a");
        Assert.Equal(4, _workspace.Datasets.Load(_workspace.Datasets.Get("b")).Features[3]);
        Assert.Single(Directory.EnumerateFileSystemEntries(_home.Home.Datasets));
        Assert.Equal(2, Directory.EnumerateFiles(second.Path).Count());
    }

    [Fact]
    public void A_damaged_twin_is_not_shared()
    {
        var first = Import("a");
        var data = Path.Combine(first.Path, "data.safetensors");
        var bytes = File.ReadAllBytes(data);
        bytes[^1] ^= 1;
        File.WriteAllBytes(data, bytes);
        var second = Import("b");
        Assert.Equal(second.Id, FileHash.Sha256(Path.Combine(second.Path, "data.safetensors")));
    }

    [Fact]
    public void Equal_numbers_under_other_headings_are_another_dataset() =>
        Assert.NotEqual(Import("a", "x,y,label\n1,2,0\n3,4,1\n").Id, Import("b", "x,z,label\n1,2,0\n3,4,1\n").Id);

    [Theory]
    [InlineData("../x")]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("NUL")]
    [InlineData("a/b")]
    [InlineData("ä")]
    public void Names_that_are_no_folders_everywhere_are_refused(string name)
    {
        var path = _home.File("s.csv");
        File.WriteAllText(path, "1,2,0\n");
        var error = Assert.Throws<ModelOpsException>(() => _workspace.Datasets.Import(new DatasetImport { Path = path, Name = name }));
        Assert.Equal("DatasetNameInvalid", error.ErrorId);
        Assert.Equal("DatasetNotFound", Assert.Throws<ModelOpsException>(() => _workspace.Datasets.Get(name)).ErrorId);
        Assert.Equal("DatasetNotFound", Assert.Throws<ModelOpsException>(() => _workspace.Datasets.Remove(name)).ErrorId);
    }

    [Fact]
    public void Rows_follow_the_folders()
    {
        Import("kept");
        Import("gone");
        Directory.Delete(_home.Home.Dataset("gone"), recursive: true);
        _workspace.Registry.Write(c => { _workspace.DatasetTable.Delete(c, "kept"); });

        Assert.Equal(["kept"], _workspace.Datasets.Find().Select(d => d.Name));
        Assert.Equal(["kept"], _workspace.Registry.Read(_workspace.DatasetTable.Names));
    }

    [Fact]
    public void Removing_leaves_nothing()
    {
        Import("x");
        _workspace.Datasets.Remove("x");

        Assert.Empty(_workspace.Datasets.Find());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.Home.Datasets));
        Assert.Equal("DatasetNotFound", Assert.Throws<ModelOpsException>(() => _workspace.Datasets.Remove("x")).ErrorId);
    }

    [Fact]
    public void A_dataset_in_use_is_neither_removed_nor_replaced()
    {
        var dataset = Import("x");
        _workspace.Registry.Write(
            c => { _workspace.SessionTable.Insert(c, Session("x", SessionState.Queued), dataset.Id, "auto", ProcessIdentity.Current); });

        Assert.Equal((ErrorKind.Conflict, "DatasetInUse"), Kind(() => _workspace.Datasets.Remove("x")));
        Assert.Equal((ErrorKind.Conflict, "DatasetInUse"), Kind(() => Import("x", "7,7,0\n8,8,1\n", force: true)));
        Assert.Equal(dataset.Id, _workspace.Datasets.Get("x").Id);
    }

    [Fact]
    public void A_damaged_dataset_says_so_and_can_be_replaced()
    {
        Import("x");
        File.WriteAllText(_home.File("datasets", "x", "dataset.json"), "{ \"version\": 1 }");

        Assert.Equal((ErrorKind.Damaged, "DatasetDamaged"), Kind(() => _workspace.Datasets.Get("x")));
        Assert.Equal((ErrorKind.AlreadyExists, "DatasetExistsDamaged"), Kind(() => Import("x")));
        Assert.Equal(2, Import("x", force: true).Samples);
    }

    [Fact]
    public void Samples_that_are_not_what_the_description_says_are_refused()
    {
        var dataset = Import("x");
        var data = _home.File("datasets", "x", "data.safetensors");
        var bytes = File.ReadAllBytes(data);

        File.WriteAllBytes(data, bytes[..^3]);
        Assert.Equal(ErrorKind.Damaged, Kind(() => _workspace.Datasets.Load(dataset)).Kind);

        File.WriteAllBytes(data, bytes);
        Assert.Equal(ErrorKind.Damaged, Kind(() => _workspace.Datasets.Load(dataset with { Samples = 3 })).Kind);
        Assert.Equal(ErrorKind.Damaged, Kind(() => _workspace.Datasets.Load(dataset with { Classes = ["0"] })).Kind);
        Assert.Equal(ErrorKind.Damaged, Kind(() => _workspace.Datasets.Load(dataset with { Task = Dataset.Regress })).Kind);
    }

    [Fact]
    public async Task Concurrent_imports_of_one_name_leave_one_whole_dataset()
    {
        var paths = Enumerable.Range(0, 8).Select(i =>
        {
            var path = _home.File($"s{i}.csv");
            File.WriteAllText(path, new StringBuilder().Insert(0, $"{i},0\n{i},1\n", 500).ToString());
            return path;
        }).ToList();

        await Task.WhenAll(paths.Select(path => Task.Run(() =>
        {
            using var own = Workspace.Open(_home.Path);
            own.Datasets.Import(new DatasetImport { Path = path, Name = "x", Force = true });
        })));

        var dataset = _workspace.Datasets.Get("x");
        var content = _workspace.Datasets.Load(dataset);
        Assert.Equal(1000, content.Dataset.Samples);
        Assert.All(content.Features, f => Assert.Equal(content.Features[0], f));
        Assert.Equal(dataset.Id, FileHash.Sha256(Path.Combine(dataset.Path, "data.safetensors")));
        Assert.Equal(dataset.Id, Assert.Single(_workspace.Datasets.Find()).Id);
        Assert.Single(Directory.EnumerateFileSystemEntries(_home.Home.Datasets));
    }

    [Fact]
    public void Cancelling_leaves_nothing()
    {
        var path = _home.File("big.csv");
        File.WriteAllText(path, new StringBuilder().Insert(0, "1,2,0\n", 20_000).ToString());
        using var cancellation = new CancellationTokenSource();
        var progress = new Immediate(_ => cancellation.Cancel());

        Assert.ThrowsAny<OperationCanceledException>(
            () => _workspace.Datasets.Import(new DatasetImport { Path = path }, progress, cancellation.Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.Home.Datasets));
    }

    private static (ErrorKind Kind, string Id) Kind(Action action)
    {
        var error = Assert.Throws<ModelOpsException>(action);
        return (error.Kind, error.ErrorId);
    }

    private TrainingSession Session(string dataset, SessionState state)
    {
        var id = new string('a', 64);
        return new TrainingSession
        {
            Id = id, ShortId = id[..8], ProfileName = "p", DatasetName = dataset, State = state, ModelId = new string('b', 64),
            Created = DateTime.UtcNow, Path = _home.Home.Session(id),
        };
    }

    private sealed class Immediate(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
