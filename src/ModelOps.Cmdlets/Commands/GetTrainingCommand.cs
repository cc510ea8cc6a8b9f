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
        var sessions = State is [var only] ? Workspace.Sessions.Find(only) : Workspace.Sessions.Find();
        var profile = string.IsNullOrEmpty(ProfileName) ? null : WildcardPattern.Get(ProfileName, WildcardOptions.IgnoreCase);
        var matching = sessions.Where(s => (State is null || State.Contains(s.State)) && (profile?.IsMatch(s.ProfileName) ?? true));
        return Newest is { } count ? matching.Take(count) : matching;
    }
}
