using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Import-Dataset: files become datasets of the registry.</summary>
[Cmdlet(VerbsData.Import, "Dataset", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(Dataset))]
public sealed class ImportDatasetCommand : ModelOpsCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true)]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LabelColumn { get; set; }

    [Parameter]
    public SwitchParameter Regress { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TextColumn { get; set; }

    [Parameter]
    [ValidateSet("byte", "bpe")]
    public string? Tokenizer { get; set; }

    [Parameter]
    public int? VocabularySize { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void Process()
    {
        if (ParameterSetName == PathSet)
            ForEach(Path, path => ForEach(ResolveFiles(path), Import));
        else
            ForEach(LiteralPath, path => Import(ResolveNewPath(path)));
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
            TextColumn = TextColumn,
            Tokenizer = Tokenizer?.ToLowerInvariant(),
            VocabularySize = VocabularySize,
            Force = Force,
        };
        WriteObject(RunWithProgress("Importing", file, (progress, cancellation) =>
            Workspace.Datasets.Import(request, progress, cancellation)));
    }
}
