namespace ModelOps.Core;

/// <summary>Checks what is asked of a server and works it out to a definition.</summary>
internal static class ServerPlan
{
    internal const string ProgramName = "llama-server";

    /// <summary>As <see cref="Make"/>, and checks that the server can listen now.</summary>
    public static (string Name, ServerDefinition Definition) MakeToStart(Workspace workspace, ModelServerRequest request)
    {
        var (name, definition) = Make(workspace, request);
        CheckListening(name, definition);
        return (name, definition);
    }

    public static (string Name, ServerDefinition Definition) Make(Workspace workspace, ModelServerRequest request)
    {
        var settings = workspace.Settings;
        var (path, modelId) = ModelFile.Find(workspace, request.Model);
        var name = request.Name ?? Path.GetFileNameWithoutExtension(path);
        if (NameProblem(name) is { } problem)
            throw Error.Of(ErrorKind.InvalidInput, "ServerNameInvalid", name, problem);
        if (ServerCommandLine.Reserved(request.Arguments) is { } reserved)
            throw Error.Of(ErrorKind.InvalidInput, "ServerArgumentReserved", reserved);
        if (request.Port is < 1 or > 65535)
            throw Error.Of(ErrorKind.InvalidInput, "ServerPortInvalid", request.Port);
        CheckAtLeast("ContextLength", request.ContextLength, 1);
        CheckAtLeast("GpuLayers", request.GpuLayers, 0);
        CheckAtLeast("Threads", request.Threads, 1);
        var definition = new ServerDefinition
        {
            Program = FindProgram(settings, request.Program),
            ModelPath = path,
            ModelId = modelId,
            ProfileName = request.ProfileName,
            HostName = settings.Get(ModelOpsSettings.ServerHost, request.HostName),
            Port = request.Port,
            Ports = settings.Get(ModelOpsSettings.ServerPorts, request.Ports),
            ContextLength = request.ContextLength,
            GpuLayers = request.GpuLayers,
            Threads = request.Threads,
            Arguments = request.Arguments,
            StartLimit = settings.Get(ModelOpsSettings.ServerStartLimit, request.StartLimit),
            PollInterval = settings.Get(ModelOpsSettings.ServerPollInterval, request.PollInterval),
            StopGrace = settings.Get(ModelOpsSettings.ServerStopGrace, request.StopGrace),
            UnhealthyLimit = settings.Get(ModelOpsSettings.ServerUnhealthyLimit, request.UnhealthyLimit),
            RestartLimit = settings.Get(ModelOpsSettings.ServerRestartLimit, request.RestartLimit),
            RestartDelay = settings.Get(ModelOpsSettings.ServerRestartDelay, request.RestartDelay),
            IdleLimit = settings.Get(ModelOpsSettings.ServerIdleLimit, request.IdleLimit),
            MemoryLimit = settings.Get(ModelOpsSettings.ServerMemoryLimit),
            LogSize = settings.Get(ModelOpsSettings.ServerLogSize),
            LogFiles = settings.Get(ModelOpsSettings.ServerLogFiles),
        };
        return (name, definition);
    }

    /// <summary>What is wrong with a server's name; null where nothing is.</summary>
    public static string? NameProblem(string name) =>
        // A name becomes one of files. Dots are usual in those of models: name.Q8_0.gguf.
        name.StartsWith('.') ? "it begins with a dot" : StoredName.Problem(name.Replace('.', '_'));

    /// <summary>What may have changed since a definition was made: the files, and who has the port.</summary>
    public static void CheckAgain(string name, ServerDefinition definition)
    {
        CheckFiles(definition);
        CheckListening(name, definition);
    }

    /// <summary>NotFound where the model's file is gone, Unavailable where the program is.</summary>
    public static void CheckFiles(ServerDefinition definition)
    {
        if (!File.Exists(definition.ModelPath))
            throw Error.Of(ErrorKind.NotFound, "ServerModelFileNotFound", definition.ModelPath);
        if (!ProgramPath.IsExecutable(definition.Program))
            throw Error.Of(ErrorKind.Unavailable, "ServerProgramNotFound", definition.Program, ModelOpsSettings.ServerProgram.Key,
                ModelOpsSettings.ServerProgram.EnvironmentVariable);
    }

    private static string FindProgram(SettingStore settings, string? program)
    {
        var chosen = settings.Get(ModelOpsSettings.ServerProgram, program is null ? null : UserPath.Absolute(program));
        if (chosen.Length > 0)
            return chosen;
        return ProgramPath.Find(ProgramName) ?? throw Error.Of(ErrorKind.Unavailable, "ServerProgramNotFound", ProgramName,
            ModelOpsSettings.ServerProgram.Key, ModelOpsSettings.ServerProgram.EnvironmentVariable);
    }

    private static void CheckListening(string name, ServerDefinition definition)
    {
        var address = ServerPort.Resolve(definition.HostName);
        if (definition.Port is { } port && !ServerPort.IsFree(address, port))
            throw Error.Of(ErrorKind.Conflict, "ServerPortTaken", port, name);
    }

    private static void CheckAtLeast(string what, int? value, int least)
    {
        if (value < least)
            throw Error.Of(ErrorKind.InvalidInput, "ServerNumberInvalid", what, value, least);
    }
}
