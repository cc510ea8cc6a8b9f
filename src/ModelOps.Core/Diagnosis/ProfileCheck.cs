namespace ModelOps.Core;

/// <summary>The user's own profiles, of trainings and of servers.</summary>
internal sealed class ProfileCheck : HealthCheck
{
    public override string Name => "profiles";

    public override IEnumerable<ModelOpsFinding> Run(DiagnosisContext context)
    {
        var store = new ProfileStore(context.Home);
        var own = store.Find().Where(p => !p.Shipped).ToList();
        foreach (var profile in own)
        {
            var problems = store.Test(profile).Problems;
            if (problems.Count > 0)
                yield return Warning($"The profile '{profile.Name}' has {Count(problems.Count, "problem")}: {problems[0]}",
                    "Test-ModelProfile lists them with their lines.", profile.Name);
        }
        if (context.Workspace is { } workspace)
        {
            foreach (var finding in Serving(workspace))
                yield return finding;
        }
        yield return Ok($"{Count(own.Count, "profile")} of yours, {ShippedProfiles.All.Count} that came with ModelOps.");
    }

    private IEnumerable<ModelOpsFinding> Serving(Workspace workspace)
    {
        foreach (var name in workspace.ServingProfiles.Names())
        {
            if (Problem(() => workspace.ServingProfiles.Get(name)) is { } problem)
                yield return Warning(problem, "Mend the file, or delete it.", name);
        }
        bool chosen = Problem(() => workspace.Settings.Get(ModelOpsSettings.ServingProfile)) is null
            && workspace.Settings.Get(ModelOpsSettings.ServingProfile).Length > 0;
        if (chosen && Problem(() => workspace.ServingProfiles.Get()) is { } wrong)
            yield return Warning($"The setting {ModelOpsSettings.ServingProfile.Key} names no usable profile: {wrong}",
                "Set-ModelOpsSetting gives it another value.", ModelOpsSettings.ServingProfile.Key);
    }

    private static string? Problem(Action look)
    {
        try
        {
            look();
            return null;
        }
        catch (ModelOpsException error)
        {
            return error.Message;
        }
    }
}
