using System.Diagnostics;
using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Invoke-ModelServer: asks a served model, and shows the answer as it comes.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ModelServer", DefaultParameterSetName = PromptSet)]
[OutputType(typeof(ModelAnswer), typeof(string))]
public sealed class InvokeModelServerCommand : ServerCommand
{
    private const string PromptSet = "Prompt";
    private const string PipelineSet = "Pipeline";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PromptSet)]
    [Parameter(Mandatory = true, ParameterSetName = PipelineSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [PromptText]
    public string Prompt { get; set; } = "";

    [Parameter(Position = 1, ParameterSetName = PromptSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 1, ParameterSetName = PipelineSet)]
    [ArgumentCompleter(typeof(ActiveServerCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SystemPrompt { get; set; }

    [Parameter]
    [Alias("Messages")]
    [ValidateNotNull]
    public ChatMessage[] History { get; set; } = [];

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? MaxTokens { get; set; }

    [Parameter]
    [ValidateRange(0.0, 100.0)]
    public double? Temperature { get; set; }

    [Parameter]
    public int? Seed { get; set; }

    [Parameter]
    public SwitchParameter Stream { get; set; }

    protected override void Process()
    {
        using var client = Workspace.Servers.Connect(Name ?? Workspace.Servers.OnlyReady());
        ModelAnswer? answer = null;
        var pieces = client.StreamAsync(Request(), a => answer = a, Cancellation).GetAsyncEnumerator(Cancellation);
        try
        {
            while (Next(pieces))
                Show(pieces.Current);
        }
        finally
        {
            pieces.DisposeAsync().AsTask().GetAwaiter().GetResult();
            if (!Stream && !Stopping)
                WriteInformation(new HostInformationMessage { Message = "" }, ["PSHOST"]);
        }
        if (!Stream)
            WriteObject(answer);
    }

    /// <summary>The next piece; while there is none for more than a moment it is shown that one is waited for.</summary>
    private bool Next(IAsyncEnumerator<string> pieces)
    {
        var next = pieces.MoveNextAsync().AsTask();
        var waited = Stopwatch.StartNew();
        var record = new ProgressRecord(1, "Waiting for the model", "its next words");
        bool shown = false;
        while (Task.WaitAny([next], ProgressInterval) < 0)
        {
            if (Stopping || waited.Elapsed < Patience)
                continue;
            record.StatusDescription = FormattableString.Invariant($"its next words ({waited.Elapsed.TotalSeconds:0} s)");
            WriteProgress(record);
            shown = true;
        }
        if (shown && !Stopping)
        {
            record.RecordType = ProgressRecordType.Completed;
            WriteProgress(record);
        }
        return next.GetAwaiter().GetResult();
    }

    /// <summary>A piece for the pipeline, or for the screen (the information stream, as Write-Host does it).</summary>
    private void Show(string piece)
    {
        if (Stream)
            WriteObject(piece);
        else
            WriteInformation(new HostInformationMessage { Message = piece, NoNewLine = true }, ["PSHOST"]);
    }

    private ChatRequest Request()
    {
        var messages = new List<ChatMessage>();
        if (SystemPrompt is not null)
            messages.Add(new("system", SystemPrompt));
        messages.AddRange(History);
        messages.Add(new("user", Prompt));
        return new() { Messages = messages, MaxTokens = MaxTokens, Temperature = Temperature, Seed = Seed };
    }

    /// <summary>Refuses a server from the pipeline as a prompt: PowerShell would ask the text that the server is shown as.</summary>
    [AttributeUsage(AttributeTargets.Property)]
    private sealed class PromptTextAttribute : ArgumentTransformationAttribute
    {
        public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
            (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is ModelServer
                ? throw new ArgumentTransformationMetadataException("A server is no prompt. Give the prompt as the first argument.")
                : inputData;
    }
}
