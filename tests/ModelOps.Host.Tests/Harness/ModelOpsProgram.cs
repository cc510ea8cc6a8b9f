using System.Diagnostics;
using System.Text;
using System.Text.Json;
using ModelOps.Tests;

namespace ModelOps.Host.Tests;

/// <summary>What a run of the program left.</summary>
public sealed record ProgramResult(int ExitCode, string Output, string Error)
{
    /// <summary>The last line of standard output, as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Output.TrimEnd('\n').Split('\n')[^1]).RootElement;

    public ProgramResult Expect(int exitCode)
    {
        Assert.True(exitCode == ExitCode, $"exit code {ExitCode}, not {exitCode}\n--- output\n{Output}\n--- error\n{Error}");
        return this;
    }

    /// <summary>Asserts exit code and error id, on standard error and in the JSON.</summary>
    public ProgramResult ExpectError(int exitCode, string errorId)
    {
        Expect(exitCode);
        Assert.Contains("error: ", Error);
        Assert.Contains($"({errorId})", Error);
        return this;
    }
}

/// <summary>A run of the program that goes on.</summary>
public sealed class RunningProgram : IDisposable
{
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Task _read;

    public RunningProgram(Process process)
    {
        Process = process;
        _read = Task.WhenAll(ReadAsync(process.StandardOutput, _output), ReadAsync(process.StandardError, _error));
    }

    public Process Process { get; }

    public Task WaitForOutputAsync(string text) => WaitAsync(_output, text);
    public Task WaitForErrorAsync(string text) => WaitAsync(_error, text);

    private async Task WaitAsync(StringBuilder stream, string text)
    {
        var clock = Stopwatch.StartNew();
        while (!Text(stream).Contains(text, StringComparison.Ordinal))
        {
            Assert.False(Process.HasExited && _read.IsCompleted, $"ended without '{text}':\n{Text(_output)}\n{Text(_error)}");
            Assert.True(
                clock.Elapsed < ModelOpsProgram.Limit, $"no '{text}' within {ModelOpsProgram.Limit}:\n{Text(_output)}\n{Text(_error)}");
            await Task.Delay(20);
        }
    }

    private static string Text(StringBuilder stream)
    {
        lock (stream)
            return stream.ToString();
    }

    public async Task<ProgramResult> EndAsync()
    {
        using var limit = new CancellationTokenSource(ModelOpsProgram.Limit);
        await Process.WaitForExitAsync(limit.Token);
        await _read.WaitAsync(limit.Token);
        return new(Process.ExitCode, Text(_output), Text(_error));
    }

    public void Signal(int signal) => UnixSignal.Send(Process.Id, signal);

    private static async Task ReadAsync(StreamReader reader, StringBuilder into)
    {
        var buffer = new char[4096];
        for (int n; (n = await reader.ReadAsync(buffer)) > 0;)
        {
            lock (into)
                into.Append(buffer, 0, n);
        }
    }

    public void Dispose()
    {
        if (!Process.HasExited)
            Process.Kill(entireProcessTree: true);
        Process.Dispose();
    }
}

/// <summary>The built program, run as a process of its own in a home of its own.</summary>
public sealed class ModelOpsProgram : IDisposable
{
    /// <summary>What no single run may take; generous, for a loaded machine.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>MODELOPS_TEST_PROGRAM names another build to test, such as the published one.</summary>
    public static readonly string Path = Environment.GetEnvironmentVariable("MODELOPS_TEST_PROGRAM") is { Length: > 0 } named
        ? named
        : System.IO.Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "ModelOps.Host.exe" : "ModelOps.Host");

    public string Folder { get; } = Directory.CreateTempSubdirectory("modelops-host-").FullName;
    public string Home => System.IO.Path.Combine(Folder, "home");

    /// <summary>Environment variables that its runs get besides.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    public string File(string name, string text)
    {
        var path = System.IO.Path.Combine(Folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    public ProgramResult Run(params string[] arguments) => RunAsync(arguments).GetAwaiter().GetResult();

    public async Task<ProgramResult> RunAsync(params string[] arguments)
    {
        using var running = Start(arguments);
        return await running.EndAsync();
    }

    public RunningProgram Start(params string[] arguments) => StartOther(Path, arguments);

    /// <summary>Another program, such as a shell that runs this one, in the same environment.</summary>
    public RunningProgram StartOther(string program, params string[] arguments)
    {
        // A test runner started in the background of a shell ignores SIGINT, and its children would, too.
        var start = OperatingSystem.IsLinux()
            ? new ProcessStartInfo("env", ["--default-signal=INT,TERM", program, .. arguments])
            : new ProcessStartInfo(program, arguments);
        start.WorkingDirectory = Folder;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.StandardOutputEncoding = start.StandardErrorEncoding = Encoding.UTF8;
        start.Environment["MODELOPS_HOME"] = Home;
        start.Environment["MODELOPS_PROGRAM"] = Path;
        start.Environment.Remove("NO_COLOR");
        foreach (var (name, value) in Variables)
            start.Environment[name] = value;
        return new(Process.Start(start)!);
    }

    /// <summary>Stops what still runs in the home, then deletes everything.</summary>
    public void Dispose()
    {
        if (Directory.Exists(Home))
        {
            foreach (var session in Run("list-sessions", "--json").Json.EnumerateArray())
            {
                if (session.GetProperty("state").GetString() is "queued" or "starting" or "running" or "paused")
                    Run("stop", session.GetProperty("id").GetString()!, "--force");
            }
        }
        Directory.Delete(Folder, recursive: true);
    }
}
