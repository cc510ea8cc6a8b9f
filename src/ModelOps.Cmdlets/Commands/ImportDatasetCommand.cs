using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Import-Dataset: files, or the objects of the pipeline, become datasets of the registry.</summary>
[Cmdlet(VerbsData.Import, "Dataset", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(Dataset))]
public sealed class ImportDatasetCommand : ModelOpsCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string InputObjectSet = "InputObject";
    private PipelineRecords? _records;

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet)]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = InputObjectSet, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LabelColumn { get; set; }

    [Parameter]
    public SwitchParameter Regress { get; set; }

    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    public string? ImageSize { get; set; }

    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [ValidateSet("1", "3")]
    public int? ImageChannels { get; set; }

    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    public string? TextColumn { get; set; }

    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [ValidateSet("byte", "bpe")]
    public string? Tokenizer { get; set; }

    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    public int? VocabularySize { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void Process()
    {
        if (ParameterSetName == PathSet)
            ForEach(Path, path => ForEach(ResolveFiles(path), Import));
        else if (ParameterSetName == LiteralPathSet)
            ForEach(LiteralPath, path => Import(ResolveNewPath(path)));
        else
            Take(InputObject!);
    }

    /// <summary>
    /// An object of the pipeline: the path of a file, a file, or a sample. A list was given by its parameter, and is taken one by one.
    /// </summary>
    private void Take(PSObject item)
    {
        if (item.BaseObject is object[] items)
            Array.ForEach(items, i => Take(PSObject.AsPSObject(i)));
        else if (item.BaseObject is string path)
            ForEach([path], _ => ForEach(ResolveFiles(path), Import));
        else if (item.BaseObject is FileSystemInfo file)
            ForEach([file], _ => Import(file.FullName));
        else if (item.BaseObject is DatasetExport export)
            ForEach([export], _ => Import(export.Path));
        else
            Add(item);
    }

    protected override void Finish()
    {
        if (_records?.Complete() is { } dataset)
            WriteObject(dataset);
    }

    protected override void Release() => _records?.Dispose();

    private void Add(PSObject item)
    {
        if (_records is null)
        {
            _records = new PipelineRecords();
            _records.Importer = Begin();
        }
        _records.Add(item);
    }

    /// <summary>The dataset to be; null with -WhatIf or where the user says no.</summary>
    private RecordImporter? Begin()
    {
        if (Name is null)
            throw Error.Of(ErrorKind.InvalidInput, "DatasetNameNeeded");
        return ShouldProcess(Name, "Import the objects of the pipeline as a dataset")
            ? Workspace.Datasets.Begin(new RecordImport { Name = Name, LabelColumn = LabelColumn, Regress = Regress, Force = Force })
            : null;
    }

    private void Import(string file)
    {
        if (!ShouldProcess(file, "Import as a dataset"))
            return;
        var request = new DatasetImport
        {
            Path = file,
            Name = Name,
            LabelColumn = LabelColumn,
            Regress = Regress,
            ImageSize = ImageSize is null ? null : Core.ImageSize.Parse(ImageSize),
            ImageChannels = ImageChannels,
            TextColumn = TextColumn,
            Tokenizer = Tokenizer?.ToLowerInvariant(),
            VocabularySize = VocabularySize,
            Force = Force,
        };
        WriteObject(RunWithProgress("Importing", file, (progress, cancellation) =>
            Workspace.Datasets.Import(request, progress, cancellation)));
    }
}
