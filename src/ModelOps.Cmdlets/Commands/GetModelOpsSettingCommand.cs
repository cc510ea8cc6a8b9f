using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Get-ModelOpsSetting: the settings, their values and where each came from.</summary>
[Cmdlet(VerbsCommon.Get, "ModelOpsSetting")]
[OutputType(typeof(ModelOpsSetting))]
public sealed class GetModelOpsSettingCommand : ModelOpsCommand
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(SettingCompleter))]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Key { get; set; }

    protected override void Process() => ForEach(Names.OrAll(Key), key =>
        ForEach(Names.Select(key, ModelOpsSettings.Find, () => ModelOpsSettings.All, s => s.Key), setting =>
            WriteObject(Workspace.Settings.Show(setting.Key))));
}
