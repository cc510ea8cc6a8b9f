using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Get-Training: training sessions and where they stand.</summary>
[Cmdlet(VerbsCommon.Get, "Training", DefaultParameterSetName = FilterSet)]
[OutputType(typeof(TrainingSession))]
public sealed class GetTrainingCommand : ModelOpsCommand
{
    private const string FilterSet = "Filter";
    private const string IdSet = "Id";

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = IdSet,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(SessionCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? SessionId { get; set; }

    [Parameter(ParameterSetName = FilterSet)]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    [SupportsWildcards]
    public string? ProfileName { get; set; }

    [Parameter(ParameterSetName = FilterSet)]
    public TrainingState[]? State { get; set; }

    [Parameter(ParameterSetName = FilterSet)]
    public SwitchParameter Queued { get; set; }

    [Parameter(ParameterSetName = FilterSet)]
    public SwitchParameter Active { get; set; }

    [Parameter(ParameterSetName = FilterSet)]
    public SwitchParameter Finished { get; set; }

    [Parameter(ParameterSetName = FilterSet)]
    [ValidateRange(1, int.MaxValue)]
    public int? Newest { get; set; }

    protected override void Process()
    {
        if (SessionId is not null)
            ForEach(SessionId, id => WriteObject(Workspace.Sessions.Get(id)));
        else
            WriteObject(Matching(), enumerateCollection: true);
    }

    private IEnumerable<TrainingSession> Matching()
    {
        var sessions = Workspace.Sessions.Find(new() { States = States() });
        var profile = string.IsNullOrEmpty(ProfileName) ? null : WildcardPattern.Get(ProfileName, WildcardOptions.IgnoreCase);
        var matching = sessions.Where(s => profile?.IsMatch(s.ProfileName) ?? true);
        if (Newest is { } count)
            matching = matching.Take(count);
        // What waits alone is shown as it will start.
        return Queued && !Active && !Finished && State is null ? matching.OrderBy(s => s.QueuePosition ?? 0) : matching;
    }

    /// <summary>The states asked for, by their names and by the switches together; null for all.</summary>
    private List<TrainingState>? States()
    {
        if (State is null && !Queued && !Active && !Finished)
            return null;
        return [.. Enum.GetValues<TrainingState>().Where(s => State?.Contains(s) == true || (Queued && s == TrainingState.Queued)
            || (Active && s.IsActive()) || (Finished && s.IsFinal()))];
    }
}
