using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ModelOps.Core;

namespace ModelOps.Core.Tests.Servers;

/// <summary>
/// A home with a workspace whose servers are kept by the test program, and whose llama-server it is too. Ends all of them.
/// </summary>
public sealed class ServerHome : IDisposable
{
    /// <summary>Long enough for anything on a loaded machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly TempHome home = new();

    public ServerHome()
    {
        Workspace = Open();
        Model = home.File("tiny.gguf");
        File.WriteAllBytes(Model, [.. "GGUF"u8, 3, 0, 0, 0]);
    }

    /// <summary>The program that stands in llama-server's place, and in that of `modelops`.</summary>
    public static string TestServer { get; } =
        System.IO.Path.Combine(AppContext.BaseDirectory, "ModelOps.TestServer" + (OperatingSystem.IsWindows() ? ".exe" : ""));

    public Workspace Workspace { get; }
    public ModelServerService Servers => Workspace.Servers;
    public ModelOpsHome Home => home.Home;
    public string Model { get; }

    /// <summary>The home as another shell sees it.</summary>
    public Workspace Open()
    {
        var workspace = home.Open();
        workspace.Servers.SupervisorProgram = () => TestServer;
        return workspace;
    }

    /// <summary>A request for the test server with trouble on demand.</summary>
    public ModelServerRequest Request(string name, params string[] arguments) => new()
    {
        Model = Model,
        Name = name,
        Program = TestServer,
        Arguments = arguments,
        Ports = new PortRange(20_000, 29_999),
        PollInterval = TimeSpan.FromMilliseconds(100),
        RestartDelay = TimeSpan.FromMilliseconds(100),
    };

    public Task<ModelServer> StartReadyAsync(string name, params string[] arguments) => StartReadyAsync(Request(name, arguments));

    public async Task<ModelServer> StartReadyAsync(ModelServerRequest request)
    {
        var server = Servers.Start(request);
        return await Servers.WaitAsync(server.Name, Patience);
    }

    /// <summary>Waits until the server is as it should be.</summary>
    public async Task<ModelServer> UntilAsync(string name, Func<ModelServer, bool> condition)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(30))
        {
            var server = Servers.Get(name);
            if (condition(server))
                return server;
            Assert.True(waited.Elapsed < Patience, $"{server.State} {server.Error}\n{string.Join('\n', Servers.ReadLog(name, 50))}");
        }
    }

    public string Log(string name) => string.Join('\n', Servers.ReadLog(name, 500));

    /// <summary>Living processes of a server, those that have left its session and parents included.</summary>
    internal IReadOnlyList<int> Processes(string name)
    {
        var row = Workspace.Registry.Read(c => ServerTable.Get(c, name))!;
        return ProcessTree.Find(row.Process, row.Token);
    }

    internal string Token(string name) => Workspace.Registry.Read(c => ServerTable.Get(c, name))!.Token!;

    /// <summary>A port that was free a moment ago, outside of the range that servers get.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        Servers.StopAllAsync(force: true).GetAwaiter().GetResult();
        // A supervisor is done a moment after it has written its last word.
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience; Thread.Sleep(20))
        {
            try
            {
                home.Dispose();
                return;
            }
            catch (IOException)
            {
                // A file was made while the folder was deleted.
            }
        }
    }
}
