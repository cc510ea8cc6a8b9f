namespace ModelOps.Core;

/// <summary>The llama-server program, and servers whose supervisor is dead or whose model is gone.</summary>
internal sealed class ServerCheck : HealthCheck
{
    public override string Name => "servers";

    public override IEnumerable<ModelOpsFinding> Run(DiagnosisContext context)
    {
        yield return Program(context.Home);
        if (context.Workspace is not { } workspace)
            yield break;
        var rows = workspace.Registry.Read(c => ServerTable.Find(c));
        foreach (var row in rows)
        {
            if (ServerRepair.Reason(row) is { } reason)
                yield return Repairable(context, Warning(reason, "Any command that looks at servers ends what is left of it.", row.Name),
                    () => End(workspace, row, reason));
            else if (!File.Exists(row.Definition.ModelPath))
                yield return Warning($"The server '{row.Name}' is of the file '{row.Definition.ModelPath}', which is gone.",
                    "Put the file back, or remove the server with Remove-ModelServer.", row.Name);
        }
        yield return Ok($"{Count(rows.Count(r => r.IsActive), "model server")} at work, {rows.Count(r => !r.IsActive)} stopped.");
    }

    private ModelOpsFinding Program(ModelOpsHome home)
    {
        try
        {
            var chosen = new SettingStore(home).Get(ModelOpsSettings.ServerProgram);
            var program = chosen.Length > 0 ? chosen : ProgramPath.Find(ServerPlan.ProgramName);
            return program is not null
                ? Ok($"Models are served by {program}.")
                : Ok($"There is no {ServerPlan.ProgramName} on the PATH; Start-ModelServer needs one "
                    + $"(the setting {ModelOpsSettings.ServerProgram.Key}, or {ModelOpsSettings.ServerProgram.EnvironmentVariable}).");
        }
        catch (ModelOpsException error)
        {
            return Failure(error.Message, "Set-ModelOpsSetting server.program gives it another value.", ModelOpsSettings.ServerProgram.Key);
        }
    }

    private static string End(Workspace workspace, ServerRow row, string reason)
    {
        new ServerRepair(workspace.Registry).Repair(row, reason);
        return "It was ended.";
    }
}
