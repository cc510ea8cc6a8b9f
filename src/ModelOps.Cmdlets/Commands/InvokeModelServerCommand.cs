using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Invoke-ModelServer: asks a served model, and shows the answer as it comes.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "ModelServer")]
[OutputType(typeof(ModelAnswer), typeof(string))]
public sealed class InvokeModelServerCommand : ServerCommand
{
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Prompt { get; set; } = "";

    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
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
        using var client = Workspace.Servers.Connect(Name ?? OnlyReady());
        ModelAnswer? answer = null;
        var pieces = client.StreamAsync(Request(), a => answer = a, Cancellation).GetAsyncEnumerator(Cancellation);
        try
        {
            while (pieces.MoveNextAsync().AsTask().GetAwaiter().GetResult())
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

    private string OnlyReady()
    {
        var ready = Workspace.Servers.Find().Where(s => s.State == ModelServerState.Ready).Select(s => s.Name).ToList();
        return ready.Count == 1 ? ready[0]
            : throw Error.Of(ErrorKind.InvalidInput, "ServerNotNamed", ready.Count, ready.Count == 0 ? "none" : string.Join(", ", ready));
    }
}
