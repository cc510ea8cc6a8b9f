using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ModelOps.Core;

/// <summary>
/// A running llama-server, started and ended by its supervisor, with what it prints copied to the log. It must be started by a thread that
/// lives as long as the supervisor: Linux takes the end of that thread for the parent's death.
/// </summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan LastOutput = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private readonly Process process;
    private readonly Thread[] readers;
    private readonly string token;
    private readonly IDisposable? job;

    private ServerProcess(Process process, ProcessIdentity identity, string token, ServerLog log, IDisposable? job)
    {
        this.process = process;
        this.token = token;
        this.job = job;
        Identity = identity;
        readers = [Copy(process.StandardOutput, log), Copy(process.StandardError, log)];
    }

    public ProcessIdentity Identity { get; }

    public bool HasExited => process.HasExited;

    /// <summary>For a process that has ended: "exit code 1", "signal 11".</summary>
    public string ExitText => OperatingSystem.IsWindows() || process.ExitCode is <= 128 or > 192
        ? string.Create(CultureInfo.InvariantCulture, $"exit code {process.ExitCode}")
        : string.Create(CultureInfo.InvariantCulture, $"signal {process.ExitCode - 128}");

    /// <summary>Starts the program. Unavailable where the system can't.</summary>
    /// <param name="host">The `modelops` program, which on Unix becomes the server in a session of its own.</param>
    /// <param name="program">llama-server.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="token">The lease, which marks all processes of the server.</param>
    /// <param name="log">Where its output goes.</param>
    public static ServerProcess Start(string host, string program, IReadOnlyList<string> arguments, string token, ServerLog log)
    {
        var start = new ProcessStartInfo
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            FileName = OperatingSystem.IsWindows() ? program : host,
        };
        if (!OperatingSystem.IsWindows())
        {
            start.ArgumentList.Add(ServerChild.CommandName);
            start.ArgumentList.Add(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            start.ArgumentList.Add(program);
        }
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment[ProcessTree.LeaseVariable] = token;
        LimitSpinning(start.Environment);
        try
        {
            var process = Process.Start(start) ?? throw new InvalidOperationException("The system started no process.");
            process.StandardInput.Close();
            var job = OperatingSystem.IsWindows() ? WindowsJob.Contain(process) : null;
            // One that has ended already has no start time any more; its exit is seen at the next look.
            var identity = ProcessIdentity.Find(process.Id) ?? new ProcessIdentity(process.Id, 0, ProcessIdentity.Current.Machine);
            return new(process, identity, token, log, job);
        }
        catch (Win32Exception error)
        {
            throw Error.Of(ErrorKind.Unavailable, "ServerProgramFailed", program, error);
        }
    }

    /// <summary>
    /// llama.cpp's threads wait for each other several times a layer, and libgomp has them spin for milliseconds by default. On a machine
    /// that has other work, such as a training, they spin for one that isn't running: an answer takes a hundred times as long. 1000 is what
    /// libgomp itself takes where it knows of more threads than processors. What the user set counts.
    /// </summary>
    private static void LimitSpinning(IDictionary<string, string?> environment)
    {
        if (!environment.ContainsKey("OMP_WAIT_POLICY"))
            environment.TryAdd("GOMP_SPINCOUNT", "1000");
    }

    /// <summary>Waits until the last output of an ended process is in the log, not for that of others that hold its pipes.</summary>
    public void DrainOutput()
    {
        var waited = Stopwatch.StartNew();
        foreach (var reader in readers)
            reader.Join(LastOutput > waited.Elapsed ? LastOutput - waited.Elapsed : TimeSpan.Zero);
    }

    /// <summary>The living processes of the server.</summary>
    public IReadOnlyList<int> Tree() => ProcessTree.Find(Identity, token);

    /// <summary>
    /// Ends the server: asks its process, waits for at most <paramref name="grace"/>, then kills what is left of its tree, of which nothing
    /// remains. True where nothing had to be killed.
    /// </summary>
    /// <param name="grace">Time to end by itself.</param>
    /// <param name="hurry">Asked again and again; true ends the wait.</param>
    public bool Stop(TimeSpan grace, Func<bool> hurry)
    {
        if (!HasExited && grace > TimeSpan.Zero && ProcessTree.Terminate(Identity))
        {
            for (var waited = Stopwatch.StartNew(); waited.Elapsed < grace && !process.WaitForExit(Tick) && !hurry();)
            {
            }
        }
        bool gentle = HasExited && Tree().Count == 0;
        job?.Dispose();
        ProcessTree.Kill(Identity, token);
        process.WaitForExit(LastOutput);
        DrainOutput();
        return gentle;
    }

    private static Thread Copy(StreamReader output, ServerLog log)
    {
        var thread = new Thread(() =>
        {
            try
            {
                log.CopyFrom(output);
            }
            catch (Exception error) when (error is IOException or ObjectDisposedException)
            {
                // The pipe was closed at the end.
            }
        })
        { IsBackground = true };
        thread.Start();
        return thread;
    }

    public void Dispose()
    {
        job?.Dispose();
        process.Dispose();
    }
}
