namespace ModelOps.Core;

/// <summary>Settings that aren't allowed or name what isn't there.</summary>
internal sealed class SettingCheck : HealthCheck
{
    public override string Name => "settings";

    public override IEnumerable<ModelOpsFinding> Run(DiagnosisContext context)
    {
        var store = new SettingStore(context.Home);
        var problems = ModelOpsSettings.All.Select(s => Problem(store, s)).OfType<ModelOpsFinding>().DistinctBy(f => f.Message).ToList();
        if (problems.Count > 0)
            return problems;
        int set = ModelOpsSettings.All.Count(s => store.Show(s.Key).Source != SettingSource.Default);
        return [Ok($"{Count(set, "setting")} given, the others by default.")];
    }

    private ModelOpsFinding? Problem(SettingStore store, Setting setting)
    {
        try
        {
            store.Show(setting.Key);
            return null;
        }
        catch (ModelOpsException error)
        {
            return Failure(error.Message, "Set-ModelOpsSetting gives it another value, with -Reset its default.", setting.Key);
        }
    }
}
