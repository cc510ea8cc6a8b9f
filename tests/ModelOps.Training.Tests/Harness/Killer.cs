using System.Diagnostics;
using ModelOps.Core;

namespace ModelOps.Training.Tests;

/// <summary>Kills workers of a session with SIGKILL at random moments, and resumes it each time.</summary>
internal sealed class Killer(DigitsHome home)
{
    private readonly Random random = new();

    /// <summary>
    /// Kills a session's workers one after the other, each once it has come further than the one before (or, now and then, at once), and
    /// resumes it. Returns its id.
    /// </summary>
    public string Survive(TrainingSession session, int kills)
    {
        for (int kill = 0; kill < kills; kill++)
        {
            long resumedAt = Newest(session.Id);
            session = home.Wait(session.Id, "running with a process", s => s.ProcessId is not null && s.State.IsActive());
            if (kill % 3 != 2)
                home.Wait(session.Id, $"beyond step {resumedAt}", s => Newest(session.Id) > resumedAt || s.State.IsFinal());
            Thread.Sleep(random.Next(0, 40));
            Kill(session);
            session = home.Wait(session.Id, "interrupted", s => s.State.IsFinal());
            Assert.True(session.State == SessionState.Interrupted, $"{session.State} before kill {kill + 1}\n{home.Log(session.Id)}");
            session = home.Workspace.Trainings.Resume(session.Id);
        }
        return session.Id;
    }

    private long Newest(string sessionId) => home.Checkpoints(sessionId).List() is [var newest, ..] ? newest.Step : -1;

    private static void Kill(TrainingSession session)
    {
        using var process = Process.GetProcessById(session.ProcessId!.Value);
        process.Kill(); // it stays this process's child until it is collected, so that there is no end to wait for here
    }
}
