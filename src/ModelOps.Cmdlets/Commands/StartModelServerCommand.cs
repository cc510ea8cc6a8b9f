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
    [ValidateRange(1, int.MaxValue)]
    public int? ContextLength { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? GpuLayers { get; set; }

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Threads { get; set; }

    [Parameter]
    [ValidateNotNull]
    public string[] ArgumentList { get; set; } = [];

    [Parameter]
    [ValidateRange(1, int.MaxValue / 1000)]
    public int? StartLimit { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue / 1000)]
    public int? IdleLimit { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
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

    private static TimeSpan? Seconds(int? seconds) => seconds is { } s ? TimeSpan.FromSeconds(s) : null;

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
            StartLimit = Seconds(StartLimit),
            IdleLimit = Seconds(IdleLimit),
            RestartLimit = RestartLimit,
        });
        if (NoWait)
            WriteObject(server);
        else
            _started.Add(server.Name);
    }
}
