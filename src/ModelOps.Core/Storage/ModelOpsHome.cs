namespace ModelOps.Core;

/// <summary>The folder everything lives under, and where in it each thing lies.</summary>
public sealed class ModelOpsHome(string path)
{
    /// <summary>Absolute path of the folder.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public string RegistryFile => Sub("modelops.db");
    public string ShortIdFile => Sub("short-ids.json");
    public string Models => Sub("models");
    public string Sessions => Sub("sessions");
    public string Slots => Sub("checkpoints", "slots");
    public string Datasets => Sub("datasets");
    public string Profiles => Sub("profiles");
    public string Servers => Sub("servers");
    public string Demos => Sub("demos");
    public string ServingProfiles => Sub("profiles", "serving");

    public string Model(string network, string id) => System.IO.Path.Combine(Models, $"{network}_{id}");
    public string Session(string id) => System.IO.Path.Combine(Sessions, id);
    public string Checkpoints(string sessionId) => System.IO.Path.Combine(Session(sessionId), "checkpoints");
    public string SessionLog(string sessionId) => System.IO.Path.Combine(Session(sessionId), "session.log");
    public string Slot(string name) => System.IO.Path.Combine(Slots, name);
    public string ServerLog(string name) => System.IO.Path.Combine(Servers, $"{name}.log");
    public string Demo(string name) => System.IO.Path.Combine(Demos, name);
    public string Dataset(string name) => System.IO.Path.Combine(Datasets, name);

    /// <summary>
    /// The home to use: <paramref name="path"/> if given, else MODELOPS_HOME, else %LOCALAPPDATA%\ModelOps on Windows and
    /// $XDG_DATA_HOME/modelops (~/.local/share/modelops) elsewhere.
    /// </summary>
    public static ModelOpsHome Resolve(string? path = null)
    {
        path ??= Environment.GetEnvironmentVariable("MODELOPS_HOME");
        if (!string.IsNullOrWhiteSpace(path))
            return new(path);
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return new(System.IO.Path.Combine(data, OperatingSystem.IsWindows() ? "ModelOps" : "modelops"));
    }

    private string Sub(params string[] names) => System.IO.Path.Combine([Path, .. names]);
}
