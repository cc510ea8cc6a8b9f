using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Set-Model: name, description, tags, tier, thinking and enabled of models.</summary>
[Cmdlet(VerbsCommon.Set, "Model", SupportsShouldProcess = true)]
[OutputType(typeof(Model))]
public sealed class SetModelCommand : ModelOpsCommand
{
    private static readonly string[] Changes =
    [
        nameof(NewName), nameof(Description), nameof(Tag), nameof(AddTag), nameof(RemoveTag), nameof(Tier), nameof(GuessTier),
        nameof(Thinking),
        nameof(GuessThinking), nameof(Enabled),
    ];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ModelId { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NewName { get; set; }

    [Parameter]
    [AllowEmptyString]
    public string? Description { get; set; }

    [Parameter]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string[]? Tag { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string[] AddTag { get; set; } = [];

    [Parameter]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string[] RemoveTag { get; set; } = [];

    [Parameter]
    public ModelTier? Tier { get; set; }

    [Parameter]
    public SwitchParameter GuessTier { get; set; }

    [Parameter]
    public bool? Thinking { get; set; }

    [Parameter]
    public SwitchParameter GuessThinking { get; set; }

    [Parameter]
    public bool? Enabled { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void Process() => ForEach(ModelId, id => Change(Workspace.Models.Get(id)));

    private void Change(Model model)
    {
        if (!MyInvocation.BoundParameters.Keys.Any(Changes.Contains))
            throw Error.Of(ErrorKind.InvalidInput, "ModelChangeMissing", model.ShortId);
        if (!ShouldProcess($"{model.ShortId} ({model.Name})", "Change the model"))
            return;
        var changed = Workspace.Models.Set(model.Id, new()
        {
            Name = NewName, Description = Description, Tags = Tag, AddTags = AddTag, RemoveTags = RemoveTag, Tier = Tier,
            GuessTier = GuessTier,
            Thinking = Thinking, GuessThinking = GuessThinking, Enabled = Enabled,
        });
        if (PassThru)
            WriteObject(changed);
    }
}
