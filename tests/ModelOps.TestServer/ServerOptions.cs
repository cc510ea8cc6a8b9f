using System.Globalization;

namespace ModelOps.TestServer;

/// <summary>The command line: llama-server's options that ModelOps uses, and --test-… for trouble.</summary>
internal sealed record ServerOptions
{
    public string Model { get; private set; } = "";
    public string Host { get; private set; } = "127.0.0.1";
    public int Port { get; private set; } = 8080;
    public string Alias { get; private set; } = "default";
    public bool Metrics { get; private set; }
    public int ContextSize { get; private set; } = 4096;
    public string? ApiKey { get; private set; }
    /// <summary>How long the model takes to load; /health says 503 meanwhile.</summary>
    public TimeSpan StartDelay { get; private set; }
    /// <summary>Ends with exit code 3 when it is asked for /metrics so many times.</summary>
    public int? CrashAtLook { get; private set; }
    /// <summary>Crashes only as long as this file doesn't exist, and makes it then: once.</summary>
    public string? CrashOnceFile { get; private set; }
    /// <summary>Ends with this exit code before it is ready, with a message.</summary>
    public int? FailAtStart { get; private set; }
    public bool IgnoreTerminate { get; private set; }
    /// <summary>Processes it starts and leaves behind.</summary>
    public int Children { get; private set; }
    /// <summary>Processes that leave its session and whose parent ends.</summary>
    public int Daemons { get; private set; }
    /// <summary>Lines it prints at its start.</summary>
    public int Chatter { get; private set; }
    /// <summary>Pause before each piece of an answer.</summary>
    public TimeSpan PieceDelay { get; private set; }
    /// <summary>Ends in the middle of an answer.</summary>
    public bool CrashInAnswer { get; private set; }

    public static ServerOptions Parse(string[] args)
    {
        var options = new ServerOptions();
        for (int i = 0; i < args.Length; i++)
        {
            var name = args[i];
            string Value() => ++i < args.Length ? args[i] : throw new FormatException($"expected value for argument: {name}");
            TimeSpan Seconds() => TimeSpan.FromSeconds(double.Parse(Value(), CultureInfo.InvariantCulture));
            int Number() => int.Parse(Value(), CultureInfo.InvariantCulture);
            switch (name)
            {
                case "--model" or "-m": options.Model = Value(); break;
                case "--host": options.Host = Value(); break;
                case "--port": options.Port = Number(); break;
                case "--alias" or "-a": options.Alias = Value(); break;
                case "--metrics": options.Metrics = true; break;
                case "--ctx-size" or "-c": options.ContextSize = Number(); break;
                case "--n-gpu-layers" or "-ngl" or "--threads" or "-t": Number(); break;
                case "--api-key": options.ApiKey = Value(); break;
                case "--test-start-delay": options.StartDelay = Seconds(); break;
                case "--test-crash-at-look": options.CrashAtLook = Number(); break;
                case "--test-crash-once": options.CrashOnceFile = Value(); break;
                case "--test-fail-at-start": options.FailAtStart = Number(); break;
                case "--test-ignore-terminate": options.IgnoreTerminate = true; break;
                case "--test-children": options.Children = Number(); break;
                case "--test-daemons": options.Daemons = Number(); break;
                case "--test-chatter": options.Chatter = Number(); break;
                case "--test-piece-delay": options.PieceDelay = Seconds(); break;
                case "--test-crash-in-answer": options.CrashInAnswer = true; break;
                default: throw new FormatException($"invalid argument: {name}");
            }
        }
        return options;
    }
}
