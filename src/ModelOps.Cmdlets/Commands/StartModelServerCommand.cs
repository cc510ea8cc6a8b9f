using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Start-ModelServer: serves GGUF models with llama-server, and waits until they are ready.</summary>
[Cmdlet(VerbsLifecycle.Start, "ModelServer", SupportsShouldProcess = true, DefaultParameterSetName = ModelSet)]
[OutputType(typeof(ModelServer))]
public sealed class StartModelServerCommand : ServerCommand
{
    private const string ModelSet = "Model";
    private const string LiteralPathSet = "LiteralPath";

    private readonly List<string> _started = [];

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ModelSet, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Model { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "Path", "ModelPath")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? HostName { get; set; }

    [Parameter]
    [ValidateRange(1, 65535)]
    public int? Port { get; set; }

    [Parameter]
    [ValidateRange(ValidateRangeKind.Positive)]
    public int? ContextLength { get; set; }

    [Parameter]
    [ValidateRange(ValidateRangeKind.NonNegative)]
    public int? GpuLayers { get; set; }

    [Parameter]
    [ValidateRange(ValidateRangeKind.Positive)]
    public int? Threads { get; set; }

    [Parameter]
    [ValidateNotNull]
    public string[] ArgumentList { get; set; } = [];

    [Parameter]
    public TimeSpan? StartLimit { get; set; }

    [Parameter]
    public TimeSpan? IdleLimit { get; set; }

    [Parameter]
    [ValidateRange(ValidateRangeKind.NonNegative)]
    public int? RestartLimit { get; set; }

    [Parameter]
    public SwitchParameter NoWait { get; set; }

    protected override void Process()
    {
        if (ParameterSetName == ModelSet)
            ForEach(Model, model => Start(LooksLikePath(model) ? ResolveNewPath(model) : model));
        else
            ForEach(LiteralPath, path => Start(ResolveNewPath(path)));
    }

    /// <summary>All that the pipeline brought load their models at the same time.</summary>
    protected override void Finish() => WaitAndWrite(_started, null);

    private static bool LooksLikePath(string model) =>
        model.Contains('/') || model.Contains('\\') || model.Contains(':') || model.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase);

    private void Start(string model)
    {
        if (!ShouldProcess(model, "Start model server"))
            return;
        var server = Workspace.Servers.Start(new ModelServerRequest
        {
            Model = model,
            Name = Name,
            HostName = HostName,
            Port = Port,
            ContextLength = ContextLength,
            GpuLayers = GpuLayers,
            Threads = Threads,
            Arguments = ArgumentList,
            StartLimit = StartLimit,
            IdleLimit = IdleLimit,
            RestartLimit = RestartLimit,
        });
        if (NoWait)
            WriteObject(server);
        else
            _started.Add(server.Name);
    }
}
