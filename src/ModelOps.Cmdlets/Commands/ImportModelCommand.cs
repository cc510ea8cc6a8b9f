using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Import-Model: files and folders become models of the registry.</summary>
[Cmdlet(VerbsData.Import, "Model", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(Model))]
public sealed class ImportModelCommand : ModelOpsCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    [Parameter]
    public SwitchParameter Copy { get; set; }

    protected override void Process()
    {
        if (ParameterSetName == PathSet)
            ForEach(Path, path => ForEach(ResolveFiles(path), Import));
        else
            ForEach(LiteralPath, path => Import(ResolveNewPath(path)));
    }

    private void Import(string file)
    {
        if (!ShouldProcess(file, Copy ? "Import a copy as a model" : "Import as a model"))
            return;
        var options = new ModelImportOptions { Name = Name, Copy = Copy };
        WriteObject(RunWithProgress("Importing", file, (progress, cancellation) =>
            Workspace.Importer.Import(file, options, progress, cancellation)));
    }
}
