using System.Reflection;
using System.Runtime.InteropServices;

namespace ModelOps.Core;

/// <summary>.NET, and the program that does the work of trainings.</summary>
internal sealed class RuntimeCheck : HealthCheck
{
    public override string Name => "runtime";

    public override IEnumerable<ModelOpsFinding> Run(DiagnosisContext context)
    {
        var version = typeof(RuntimeCheck)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
        yield return Ok($"ModelOps {version} on {RuntimeInformation.FrameworkDescription} ({RuntimeInformation.RuntimeIdentifier}).");
        string program;
        ModelOpsFinding? problem = null;
        try
        {
            program = WorkerLauncher.FindProgram();
        }
        catch (ModelOpsException error)
        {
            program = "";
            problem = Failure(error.Message, "Without it no training and no model server starts.");
        }
        yield return problem ?? Ok($"Trainings run in {program}.");
    }
}
