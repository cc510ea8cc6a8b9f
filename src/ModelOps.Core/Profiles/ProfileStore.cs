namespace ModelOps.Core;

/// <summary>Reads profiles: the user's in MODELOPS_HOME/profiles, and the samples that ship with ModelOps.</summary>
public sealed class ProfileStore
{
    internal ProfileStore(Workspace workspace) => _ = workspace;

    /// <summary>Profiles whose name matches a wildcard; a user's own hides a shipped one of the same name.</summary>
    public IReadOnlyList<ModelProfile> Find(string? pattern = null) => throw new NotImplementedException();
    /// <summary>A profile by name or by path of a YAML file; NotFound with the nearest names.</summary>
    public ModelProfile Get(string nameOrPath) => throw new NotImplementedException();
    /// <summary>
    /// Parses and checks a profile with overrides ("optimizer.lr" → "0.01"), and against a dataset where one is given.
    /// Throws <see cref="ProfileException"/> with every problem.
    /// </summary>
    public TrainingProfile Parse(ModelProfile profile, IReadOnlyDictionary<string, string>? overrides = null, Dataset? dataset = null) =>
        throw new NotImplementedException();
    /// <summary>As <see cref="Parse"/>, but returns the problems.</summary>
    public ProfileTestResult Test(ModelProfile profile, IReadOnlyDictionary<string, string>? overrides = null, Dataset? dataset = null) =>
        throw new NotImplementedException();
    /// <summary>The YAML of a checked profile with every key written out: what a session keeps, and reads back with <see cref="FromYaml"/>.</summary>
    public static string ToYaml(TrainingProfile profile) => throw new NotImplementedException();
    public static TrainingProfile FromYaml(string yaml, string file) => throw new NotImplementedException();
}
