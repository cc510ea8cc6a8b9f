using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Get-TrainingLog: the log of trainings, as entries; -Wait follows it until the training has ended.</summary>
[Cmdlet(VerbsCommon.Get, "TrainingLog")]
[OutputType(typeof(TrainingLogEntry))]
public sealed class GetTrainingLogCommand : ModelOpsCommand
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(SessionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] SessionId { get; set; } = [];

    [Parameter]
    [Alias("Last")]
    [ValidateRange(0, int.MaxValue)]
    public int? Tail { get; set; }

    [Parameter]
    public DateTime? Since { get; set; }

    [Parameter]
    public SwitchParameter Wait { get; set; }

    protected override void Process() => ForEach(SessionId, id => Write(Workspace.Sessions.Get(id).Id));

    private void Write(string id)
    {
        var since = Since?.ToUniversalTime();
        var last = WriteAll(Workspace.Logs.Read(id, since: since, tail: Tail), 0);
        while (Wait)
        {
            // The state first: what is written before the end is read after it.
            var final = Workspace.Sessions.Get(id).State.IsFinal();
            last = WriteAll(Workspace.Logs.Read(id, after: last, since: since), last);
            if (final || Cancellation.WaitHandle.WaitOne(PollInterval))
                return;
        }
    }

    private long WriteAll(IReadOnlyList<TrainingLogEntry> entries, long last)
    {
        WriteObject(entries, enumerateCollection: true);
        return entries.Count > 0 ? entries[^1].Sequence : last;
    }
}
