namespace ModelOps.Core.Tests;

/// <summary>
/// What the tests run as processes of their own. The first argument says what: "worker SESSION" is what WorkerLauncher starts.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments) => arguments switch
    {
        ["worker", var session] => TestWorker.Run(session),
        [WorkerSentinel.EndedCommand, var session, var exitCode] => WorkerSentinel.RunEnded(null, session, int.Parse(exitCode)),
        [WorkerSentinel.AttendCommand, var session] => WorkerSentinel.RunAttendant(null, session),
        ["increment", var home, var model, var count] => TestWriter.Increment(home, model, int.Parse(count)),
        ["save-slot", var home, var slot, var model, var count] => TestWriter.SaveSlot(home, slot, model, int.Parse(count)),
        ["list-sessions", var home] => TestWriter.ListSessions(home),
        ["read-only-home", var home] => Health.HealthCommands.ReadOnlyHome(home),
        ["half-migration", var home, var from] => Health.HealthCommands.HalfMigration(home, int.Parse(from)),
        ["full-disk-look", var home] => Health.UnwritableLook.OnFullDisk(home),
        ["read-only-look", var home] => Health.UnwritableLook.ReadOnly(home),
        ["full-registry", var home] => Health.HealthCommands.FullRegistry(home),
        ["rebuild", var home] => TestWriter.Rebuild(home),
        ["write-until-killed", var home, var session] => TestWriter.WriteUntilKilled(home, session),
        ["claim", var home, var session] => TestWorker.Claim(home, session),
        ["resume", var home, var session] => TestWorker.Resume(home, session),
        ["start-many", var home, var count] => TestWorker.StartMany(home, int.Parse(count)),
        ["start-and-exit", var home] => TestWorker.StartAndExit(home),
        ["full-disk-file" or "full-disk-checkpoint" or "full-disk-dataset" or "full-disk-slot", var folder] => Storage.FullDisk.Run(arguments[0]["full-disk-".Length..], folder),
        _ => throw new ArgumentException(string.Join(' ', arguments)),
    };
}
