using System.Diagnostics;
using System.Text;

namespace ModelOps.Core.Tests;

/// <summary>
/// A worker that counts instead of training. The file worker.txt in the home says how: "steps N MILLISECONDS" (the default is 5 steps of
/// 10 ms), "ignore" (never answers), "exit" (ends before it claims), "fail", "kill N" (kills itself after N steps), "environment" (says
/// what it finds), "finish" (goes on until there is a file finish.txt).
/// </summary>
internal static class TestWorker
{
    public static int Run(string session)
    {
        WorkerSentinel.NoteParent();
        var home = ModelOpsHome.Resolve();
        WorkerProcess.Detach(home, session);
        var mode = Mode(home);
        if (mode[0] == "exit")
            return 3;
        using var workspace = Workspace.Open();
        try
        {
            return Run(workspace, session, mode);
        }
        finally
        {
            WorkerSentinel.StandIn(workspace);
        }
    }

    /// <summary>What worker.txt says; of "A then B" the first worker takes A, and leaves B there.</summary>
    private static string[] Mode(ModelOpsHome home)
    {
        var script = Path.Combine(home.Path, "worker.txt");
        if (!File.Exists(script))
            return ["steps", "5", "10"];
        var modes = File.ReadAllText(script).Split(" then ", 2);
        if (modes.Length > 1)
            File.WriteAllText(script, modes[1]);
        return modes[0].Split(' ');
    }

    private static int Run(Workspace workspace, string session, string[] mode)
    {
        using var worker = WorkerSession.Claim(workspace, session);
        try
        {
            if (mode[0] == "environment")
                return Describe(worker);
            return Train(worker, mode);
        }
        catch (Exception error)
        {
            worker.Fail(error);
            return 1;
        }
    }

    /// <summary>Tries to claim a session when told to; prints what came of it, and holds on until its input ends.</summary>
    public static int Claim(string home, string session) => Try(home, workspace =>
    {
        var worker = WorkerSession.Claim(workspace, session);
        return () => worker.Stopped();
    });

    /// <summary>Tries to resume a session when told to; prints what came of it.</summary>
    public static int Resume(string home, string session) => Try(home, workspace =>
    {
        workspace.Trainings.Resume(session);
        return () => { };
    });

    /// <summary>Starts a training and ends at once, leaving the worker; prints the session's id.</summary>
    public static int StartAndExit(string home)
    {
        using var workspace = Workspace.Open(home);
        Console.WriteLine(workspace.Trainings.Start(new() { Profile = "tiny", Dataset = "tiny" }).Id);
        return 0;
    }

    /// <summary>Starts trainings and ends at once, leaving workers and queue; prints the sessions' ids, one a line.</summary>
    public static int StartMany(string home, int count)
    {
        using var workspace = Workspace.Open(home);
        for (int i = 0; i < count; i++)
            Console.WriteLine(workspace.Trainings.Start(new() { Profile = "tiny", Dataset = "tiny" }).Id);
        return 0;
    }

    private static int Try(string home, Func<Workspace, Action> attempt)
    {
        using var workspace = Workspace.Open(home);
        workspace.Sessions.Find();
        Console.WriteLine("ready");
        Console.ReadLine();
        try
        {
            var end = attempt(workspace);
            Console.WriteLine("won");
            Console.ReadLine();
            end();
        }
        catch (ModelOpsException error)
        {
            Console.WriteLine($"{error.Kind} {error.ErrorId} {error.Message}");
        }
        return 0;
    }

    private static int Describe(WorkerSession worker)
    {
        Console.WriteLine("printed by the worker");
        Console.Error.WriteLine("an error of the worker");
        foreach (var name in new[] { "OMP_NUM_THREADS", "MODELOPS_HOME" })
            worker.Log("information", $"{name}={Environment.GetEnvironmentVariable(name)}");
        worker.Log("information", $"folder={Environment.CurrentDirectory}");
        worker.Stopped();
        return 0;
    }

    private static int Train(WorkerSession worker, string[] mode)
    {
        var newest = worker.Checkpoints.FindNewestSound().Newest;
        long step = newest?.Step ?? 0;
        worker.RewindMetrics(step);
        long total = mode[0] == "steps" ? long.Parse(mode[1]) : long.MaxValue;
        int delay = mode[0] == "steps" ? int.Parse(mode[2]) : 5;
        worker.Run("cpu", total, 1, parameters: 42);
        worker.Log("information", $"from step {step}");
        for (; step < total; Thread.Sleep(delay))
        {
            step++;
            worker.Metric(step, 1, "training_loss", 1.0 / step);
            worker.Progress(step, 0);
            if (mode[0] == "fail" && step == 3)
                throw new InvalidOperationException("This training was told to fail.");
            if (mode[0] == "kill" && step == long.Parse(mode[1]))
                Process.GetCurrentProcess().Kill();
            if (mode[0] != "ignore" && Obey(worker, step))
                return 0;
            if (mode[0] == "finish" && File.Exists("finish.txt"))
                break;
        }
        Directory.CreateDirectory(worker.ModelFolder);
        File.WriteAllText(Path.Combine(worker.ModelFolder, "model.safetensors"), $"weights of {step} steps");
        worker.Progress(step, 1);
        worker.Complete(new Dictionary<string, double> { ["training_loss"] = 1.0 / step });
        return 0;
    }

    /// <summary>True where the worker was told to end and did.</summary>
    private static bool Obey(WorkerSession worker, long step)
    {
        var command = worker.Command;
        worker.Acknowledge(command);
        switch (command)
        {
            case WorkerCommand.Stop:
                worker.Checkpoints.Write(step, [("state.json", s => s.Write(Encoding.UTF8.GetBytes($"{step}")))]);
                worker.Stopped();
                return true;
            case WorkerCommand.Cancel:
                worker.Cancelled();
                return true;
            default:
                return false;
        }
    }
}
