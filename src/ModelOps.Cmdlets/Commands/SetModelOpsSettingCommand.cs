using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Set-ModelOpsSetting: writes a setting to settings.yaml, or takes it out.</summary>
[Cmdlet(VerbsCommon.Set, "ModelOpsSetting", SupportsShouldProcess = true, DefaultParameterSetName = ValueSet)]
[OutputType(typeof(ModelOpsSetting))]
public sealed class SetModelOpsSettingCommand : ModelOpsCommand
{
    private const string ValueSet = "Value";
    private const string ResetSet = "Reset";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ArgumentCompleter(typeof(SettingCompleter))]
    [ValidateNotNullOrEmpty]
    public string Key { get; set; } = "";

    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ValueSet, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string[] Value { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = ResetSet)]
    public SwitchParameter Reset { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void Process()
    {
        var setting = ModelOpsSettings.Find(Key);
        var action = Reset ? "Take the setting out of settings.yaml" : $"Set to '{string.Join(Path.PathSeparator, Value)}'";
        if (!ShouldProcess(setting.Key, action))
            return;
        var shown = Reset ? Workspace.Settings.Reset(setting.Key) : Workspace.Settings.Set(setting.Key, Value);
        if (shown.Source == SettingSource.Environment)
            WriteWarning($"{setting.Key} stays '{shown.Value}': the environment variable {shown.Origin} is stronger than settings.yaml.");
        if (PassThru)
            WriteObject(shown);
    }
}
