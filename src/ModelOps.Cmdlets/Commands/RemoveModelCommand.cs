using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>Remove-Model: removes models from the registry, and their files.</summary>
[Cmdlet(VerbsCommon.Remove, "Model", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveModelCommand : ModelOpsCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ModelId { get; set; } = [];

    [Parameter]
    public SwitchParameter KeepFiles { get; set; }

    protected override void Process() => ForEach(ModelId, id => Remove(Workspace.Models.Get(id)));

    private void Remove(Model model)
    {
        var action = KeepFiles ? "Remove the model from the registry and keep its files"
            : model.InPlace ? "Remove the model from the registry; its files stay where they lie"
            : "Remove the model and its files";
        if (ShouldProcess($"{model.ShortId} ({model.Name})", action))
            Workspace.Models.Remove(model.Id, KeepFiles);
    }
}
