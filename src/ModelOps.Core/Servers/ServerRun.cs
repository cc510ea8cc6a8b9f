using System.Diagnostics;

namespace ModelOps.Core;

/// <summary>Why one process of a server came to its end.</summary>
internal enum ServerRunEnd
{
    /// <summary>It was asked to stop, or was idle for too long.</summary>
    Stopped,
    /// <summary>It was asked to start anew.</summary>
    Restart,
    /// <summary>It ended by itself, or didn't answer, after it had been ready.</summary>
    Crashed,
    /// <summary>It was never ready: it ended by itself or took too long.</summary>
    NotReady,
    /// <summary>It was never ready because another program has its port.</summary>
    PortTaken,
    /// <summary>The server is no longer this supervisor's.</summary>
    LeaseLost,
}

/// <summary>One llama-server process from its start to its end: is it ready, well, used, and what is it asked to do.</summary>
internal sealed class ServerRun : IDisposable
{
    /// <summary>The word that begins a run's first note in the log.</summary>
    public const string StartNote = "starts";

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(50);

    private readonly ServerLease lease;
    private readonly ServerDefinition definition;
    private readonly ServerLog log;
    private readonly ServerProcess process;
    private readonly ServerHealth health;
    private readonly CancellationToken shutdown;
    private readonly int port;
    private readonly CancellationTokenSource ended = new();
    private readonly Stopwatch sinceStart = Stopwatch.StartNew();
    private readonly Stopwatch sinceLook = Stopwatch.StartNew();
    private readonly Stopwatch sinceUse = new();
    private readonly Stopwatch sinceReady = new();
    private readonly Stopwatch sinceIll = new();
    private Task<Finding>? look;
    private TimeSpan wait = FirstLook;
    private double activity;
    private bool foreign;
    private bool isIll;
    private bool isIdle;

    /// <summary>Starts the process on a port that was taken for it.</summary>
    public ServerRun(ServerLease lease, string host, int port, ServerLog log, CancellationToken shutdown)
    {
        this.lease = lease;
        this.port = port;
        this.log = log;
        this.shutdown = shutdown;
        definition = lease.Row.Definition;
        var arguments = ServerCommandLine.Build(lease.Row.Name, definition, port);
        log.Note($"{StartNote} {definition.Program} {string.Join(' ', arguments)}");
        process = ServerProcess.Start(host, definition.Program, arguments, lease.Token, log);
        var timeout = TimeSpan.FromSeconds(Math.Clamp(definition.PollInterval.TotalSeconds * 2, 1, 10));
        health = new(ServerPort.Url(definition.HostName, port), ServerCommandLine.Alias(lease.Row.Name, definition),
            ServerCommandLine.ApiKey(definition), timeout);
        lease.Update(row => row with
        {
            State = ModelServerState.Starting, Process = process.Identity, Started = DateTime.UtcNow, Ready = null,
        });
    }

    /// <summary>How long the server has been ready; zero where it never was.</summary>
    public TimeSpan ReadyFor => sinceReady.Elapsed;

    /// <summary>What happened, in words, for a process that wasn't asked to end.</summary>
    public string Reason { get; private set; } = "";

    private bool WasReady => sinceReady.IsRunning;

    /// <summary>Between two looks at a server that is ready: no longer than what they have to find out.</summary>
    private TimeSpan Interval => Least(
        definition.PollInterval,
        definition.IdleLimit > TimeSpan.Zero ? definition.IdleLimit : TimeSpan.MaxValue,
        sinceIll.IsRunning ? definition.UnhealthyLimit / 4 : TimeSpan.MaxValue);

    /// <summary>Keeps the process until it ends or has to; nothing of it runs afterwards.</summary>
    public ServerRunEnd Keep()
    {
        while (true)
        {
            var command = lease.Poll();
            if (lease.Lost)
                return Stop(ServerRunEnd.LeaseLost, "the registry no longer gives it to this supervisor");
            if (command != ServerCommand.None)
                return Carry(command);
            if (shutdown.IsCancellationRequested)
                return Stop(ServerRunEnd.Stopped, "the supervisor was told to end");
            if (process.HasExited)
                return Exited();
            Look();
            if (!WasReady && sinceStart.Elapsed > definition.StartLimit)
                return TooSlow();
            if (isIll)
                return Unhealthy();
            if (isIdle)
                return Stop(ServerRunEnd.Stopped, $"no request for {DurationSetting.Text(definition.IdleLimit)}");
            Thread.Sleep(Tick);
        }
    }

    private ServerRunEnd Carry(ServerCommand command)
    {
        if (command == ServerCommand.Restart)
        {
            Stop(ServerRunEnd.Restart, "it was asked to start anew");
            lease.Acknowledge(command);
            return ServerRunEnd.Restart;
        }
        return Stop(ServerRunEnd.Stopped, "it was asked to stop", command == ServerCommand.Kill);
    }

    private ServerRunEnd Stop(ServerRunEnd end, string reason, bool atOnce = false)
    {
        log.Note($"stops: {reason}");
        lease.Update(row => row with { State = ModelServerState.Stopping });
        bool gentle = End(atOnce ? TimeSpan.Zero : definition.StopGrace);
        log.Note(gentle ? "has stopped" : "had to be killed");
        return end;
    }

    private ServerRunEnd Exited()
    {
        process.DrainOutput();
        Reason = $"llama-server ended with {process.ExitText}";
        // Another program may have taken the port between our look and the start.
        var end = WasReady ? ServerRunEnd.Crashed
            : ServerPort.IsFree(ServerPort.Resolve(definition.HostName), port) ? ServerRunEnd.NotReady
            : ServerRunEnd.PortTaken;
        End(TimeSpan.Zero);
        log.Note(Reason);
        return end;
    }

    private ServerRunEnd TooSlow()
    {
        Reason = $"it was not ready after {DurationSetting.Text(definition.StartLimit)}"
            + (foreign ? $"; what answers on port {port} is another program, or serves another model" : "");
        log.Note(Reason);
        End(definition.StopGrace);
        return ServerRunEnd.NotReady;
    }

    private ServerRunEnd Unhealthy()
    {
        Reason = $"it did not answer for {DurationSetting.Text(definition.UnhealthyLimit)}";
        log.Note(Reason);
        End(TimeSpan.Zero);
        return ServerRunEnd.Crashed;
    }

    /// <summary>Ends the process and all that came of it, and waits for the GPU's memory; true where nothing had to be killed.</summary>
    private bool End(TimeSpan grace)
    {
        ended.Cancel();
        sinceReady.Stop();
        var tree = process.Tree();
        bool gentle = process.Stop(grace, () => lease.Poll() == ServerCommand.Kill);
        if (!GpuMemory.WaitUntilFree(tree, definition.MemoryLimit))
            log.Note($"the GPU still counts its memory after {DurationSetting.Text(definition.MemoryLimit)}");
        return gentle;
    }

    /// <summary>Looks at the server when it is time to, without waiting for the answer.</summary>
    private void Look()
    {
        if (look is { IsCompleted: true })
        {
            var finding = look.GetAwaiter().GetResult();
            look = null;
            Take(finding);
        }
        if (look is not null || sinceLook.Elapsed < wait)
            return;
        sinceLook.Restart();
        look = Task.Run(() =>
        {
            var found = health.Look(ended.Token);
            return new Finding(found, found == HealthFinding.Ready ? health.Activity(activity, ended.Token) : activity);
        });
    }

    private void Take(Finding finding)
    {
        bool well = finding.Health == HealthFinding.Ready;
        // A server of the same name in another home may have taken the port first, and then answers just as ours would.
        foreign = finding.Health == HealthFinding.Foreign || well && !WasReady && ListeningSocket.IsHeldBy(port, process.Tree()) == false;
        well &= !foreign;
        if (well)
            TakeWell(finding.Activity);
        else if (WasReady)
            TakeIll();
        // While it starts, looks are more frequent at first.
        wait = WasReady ? Interval : Least(wait * 1.3, definition.PollInterval);
    }

    /// <summary>What is judged by a span of time is judged when a look comes to its end: nothing is known of the time between two.</summary>
    private void TakeWell(double? seen)
    {
        sinceIll.Reset();
        if (!WasReady)
            BecomeReady();
        else if (lease.Row.State == ModelServerState.Unhealthy)
            Change(ModelServerState.Ready, "answers again");
        Use(seen);
        isIdle = definition.IdleLimit > TimeSpan.Zero && sinceUse.Elapsed >= definition.IdleLimit;
    }

    private void TakeIll()
    {
        sinceIll.Start();
        isIll = sinceIll.Elapsed >= definition.UnhealthyLimit;
        if (lease.Row.State == ModelServerState.Ready)
            Change(ModelServerState.Unhealthy, "doesn't answer");
    }

    private void BecomeReady()
    {
        sinceReady.Start();
        sinceUse.Start();
        log.Note(FormattableString.Invariant($"is ready after {sinceStart.Elapsed.TotalSeconds:0.0} s on port {port}"));
        lease.Update(row => row with { State = ModelServerState.Ready, Ready = DateTime.UtcNow, Error = null });
    }

    private void Change(ModelServerState state, string note)
    {
        log.Note(note);
        lease.Update(row => row with { State = state });
    }

    /// <summary>Notes that the server works, or has worked since the last look.</summary>
    private void Use(double? now)
    {
        if (now == activity)
            return;
        activity = now ?? activity;
        sinceUse.Restart();
        lease.Update(row => row with { LastUsed = DateTime.UtcNow });
    }

    private static TimeSpan Least(params ReadOnlySpan<TimeSpan> spans)
    {
        var least = spans[0];
        foreach (var span in spans)
            least = span < least ? span : least;
        return least;
    }

    public void Dispose()
    {
        ended.Cancel();
        look?.ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        health.Dispose();
        process.Dispose();
        ended.Dispose();
    }

    /// <param name="Health">How it fares.</param>
    /// <param name="Activity">A number that grows with every request; null while one is worked on.</param>
    private readonly record struct Finding(HealthFinding Health, double? Activity);
}
