using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ModelOps.Core;

/// <summary>
/// `modelops demo-worker NAME`: the process that a demo plays in, with a low priority and one thread, so that a training beside it keeps
/// its cores. It takes none of the trainings' slots and writes nothing but its frames and a sign of life every few seconds.
/// </summary>
public sealed class DemoWorker
{
    /// <summary>Name of the hidden command that calls <see cref="RunProcess"/>.</summary>
    public const string CommandName = "demo-worker";
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private readonly DemoLease lease;
    private readonly FrameRing frames;
    private readonly CancellationToken shutdown;
    private readonly Stopwatch sincePoll = Stopwatch.StartNew();
    private long number;

    private DemoWorker(DemoLease lease, FrameRing frames, CancellationToken shutdown) =>
        (this.lease, this.frames, this.shutdown) = (lease, frames, shutdown);

    /// <summary>
    /// Claims a demo that waits for its worker and plays it until it is asked to end; SIGTERM ends it too. The exit code: 0, or 1 where it
    /// failed.
    /// </summary>
    /// <param name="home">The home it is registered in; null for that of the environment.</param>
    /// <param name="name">Its name.</param>
    /// <param name="player">Makes the player of what isn't an agent.</param>
    public static int RunProcess(string? home, string name, Func<DemoSource, IDemoPlayer> player)
    {
        try
        {
            LowerPriority();
            using var workspace = Workspace.Open(home);
            if (OperatingSystem.IsWindows())
                WorkerProcess.DetachTo(workspace.Home, DemoFiles.LogOf(workspace.Home, name));
            else
                Directory.SetCurrentDirectory(workspace.Home.Path);
            using var source = new CancellationTokenSource();
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
            {
                context.Cancel = true;
                source.Cancel();
            });
            return Run(workspace, DemoLease.Claim(workspace, name), player, source.Token);
        }
        catch (ModelOpsException error)
        {
            Console.Error.WriteLine($"{error.Message} ({error.ErrorId})");
            return 1;
        }
    }

    private static int Run(Workspace workspace, DemoLease lease, Func<DemoSource, IDemoPlayer> make, CancellationToken shutdown)
    {
        try
        {
            var source = DemoFiles.Open(workspace, lease.Row);
            using var frames = FrameRing.Create(DemoFiles.FramesOf(workspace.Home, lease.Row.Name));
            using var player = source.Configuration.Environment is null ? make(source) : new AgentPlayer(source, Environment.TickCount64);
            lease.Run();
            new DemoWorker(lease, frames, shutdown).Play(player);
            lease.End(ModelDemoState.Stopped, null);
            return 0;
        }
        catch (Exception error)
        {
            Console.Error.WriteLine(error);
            lease.End(ModelDemoState.Failed, error.Message);
            return 1;
        }
    }

    private void Play(IDemoPlayer player)
    {
        var clock = Stopwatch.StartNew();
        var interval = TimeSpan.FromSeconds(1 / lease.Row.Definition.FramesPerSecond);
        for (var due = TimeSpan.Zero; !IsEndWanted(); due += interval)
        {
            var picture = player.Next();
            frames.Write(new ModelDemoFrame
            {
                DemoName = lease.Row.Name, Number = ++number, Time = DateTime.UtcNow, Caption = picture.Caption, Text = picture.Text, Values = picture.Values,
            });
            // One that is late by more than a frame doesn't hurry to make up for it.
            if (clock.Elapsed > due + interval)
                due = clock.Elapsed - interval;
            if (Wait(clock, due + interval))
                return;
        }
    }

    /// <summary>True where an end is wanted meanwhile.</summary>
    private bool Wait(Stopwatch clock, TimeSpan until)
    {
        for (TimeSpan left; (left = until - clock.Elapsed) > TimeSpan.Zero;)
        {
            shutdown.WaitHandle.WaitOne(left < PollInterval ? left : PollInterval);
            if (IsEndWanted())
                return true;
        }
        return false;
    }

    private bool IsEndWanted()
    {
        if (shutdown.IsCancellationRequested)
            return true;
        if (sincePoll.Elapsed < PollInterval)
            return false;
        sincePoll.Restart();
        return lease.IsEndWanted();
    }

    private static void LowerPriority()
    {
        try
        {
            using var process = Process.GetCurrentProcess();
            process.PriorityClass = ProcessPriorityClass.BelowNormal;
        }
        catch (Win32Exception)
        {
            // A system that doesn't let it: the demo plays all the same.
        }
    }
}
