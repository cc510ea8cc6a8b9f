using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace ModelOps.TestServer;

/// <summary>
/// llama-server's endpoints without a model: /health, /props, /v1/models, /metrics, /completion, /v1/chat/completions (whole or streamed).
/// The answer is the question's words, one token each. POST /test/crash and /test/hang make trouble.
/// </summary>
internal sealed class LlamaServer(ServerOptions options)
{
    private readonly Stopwatch sinceStart = Stopwatch.StartNew();
    private readonly ManualResetEventSlim ended = new();
    private long promptTokens;
    private long predictedTokens;
    private int processing;
    private int looks;
    private volatile bool hangs;

    private bool Ready => sinceStart.Elapsed >= options.StartDelay;

    public int Run()
    {
        for (int i = 0; i < options.Chatter; i++)
            Console.WriteLine($"line {i.ToString(CultureInfo.InvariantCulture)} of many that a loading model prints");
        if (options.FailAtStart is { } code)
        {
            Console.Error.WriteLine("E load_model: failed to load model, as it was told to");
            return code;
        }
        if (!File.Exists(options.Model))
        {
            Console.Error.WriteLine($"E load_model: failed to load model, '{options.Model}'");
            return 1;
        }
        StartProcesses();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            Console.WriteLine("I received SIGTERM");
            if (!options.IgnoreTerminate)
                ended.Set();
        });
        var listener = new TcpListener(IPAddress.Parse(options.Host), options.Port);
        try
        {
            listener.Start();
        }
        catch (SocketException)
        {
            Console.Error.WriteLine($"E start: couldn't bind HTTP server socket, hostname: {options.Host}, port: {options.Port}");
            return 1;
        }
        Console.WriteLine($"I listening on http://{options.Host}:{options.Port}");
        _ = AcceptAsync(listener);
        ended.Wait();
        Console.WriteLine("I cleaning up before exit...");
        return 0;
    }

    private void StartProcesses()
    {
        for (int i = 0; i < options.Children; i++)
            using (Process.Start(new ProcessStartInfo(Environment.ProcessPath!, "wait")))
            {
            }
        for (int i = 0; i < options.Daemons; i++)
            using (Process.Start(new ProcessStartInfo("setsid", ["-f", Environment.ProcessPath!, "wait"])))
            {
            }
    }

    /// <summary>A look at the server that has found it ready, of which a supervisor makes one after the other.</summary>
    private Task MetricsAsync(HttpExchange exchange)
    {
        if (Interlocked.Increment(ref looks) == options.CrashAtLook && (options.CrashOnceFile is not { } file || !File.Exists(file)))
        {
            if (options.CrashOnceFile is { } mark)
                File.WriteAllText(mark, "");
            Crash();
        }
        return exchange.TextAsync(FormattableString.Invariant(
            $"llamacpp:prompt_tokens_total {promptTokens}\nllamacpp:tokens_predicted_total {predictedTokens}\nllamacpp:requests_processing {processing}\n"));
    }

    private static void Crash()
    {
        Console.Error.WriteLine("E terminate called after throwing an instance of 'std::bad_alloc'");
        Environment.Exit(3);
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            var client = await listener.AcceptTcpClientAsync();
            _ = Task.Run(() => AnswerAsync(client));
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        if (hangs)
            await Task.Delay(Timeout.Infinite);
        using (client)
        {
            try
            {
                await RouteAsync(await HttpExchange.ReadAsync(client.GetStream()));
            }
            catch (Exception error) when (error is SocketException or IOException)
            {
                // The client has gone.
            }
        }
    }

    private Task RouteAsync(HttpExchange exchange)
    {
        var path = exchange.Path;
        if (path is not ("/health" or "/v1/models") && options.ApiKey is { } key && exchange.Header("Authorization") != $"Bearer {key}")
            return exchange.ErrorAsync(401, "Invalid API Key");
        if (!Ready)
            return exchange.ErrorAsync(503, "Loading model");
        switch (path)
        {
            case "/health":
                return exchange.JsonAsync(200, new JsonObject { ["status"] = "ok" });
            case "/v1/models":
                return exchange.JsonAsync(200, new JsonObject
                {
                    ["object"] = "list",
                    ["data"] = new JsonArray(new JsonObject { ["id"] = options.Alias, ["object"] = "model" }),
                });
            case "/props":
                return exchange.JsonAsync(200, new JsonObject
                {
                    ["model_path"] = options.Model,
                    ["model_alias"] = options.Alias,
                    ["default_generation_settings"] = new JsonObject { ["n_ctx"] = options.ContextSize },
                });
            case "/metrics" when options.Metrics:
                return MetricsAsync(exchange);
            case "/completion":
                return CompletionAsync(exchange);
            case "/v1/chat/completions":
                return ChatAsync(exchange);
            case "/test/crash":
                Crash();
                return Task.CompletedTask;
            case "/test/hang":
                hangs = true;
                return exchange.JsonAsync(200, []);
            default:
                return exchange.ErrorAsync(404, "File Not Found");
        }
    }

    private async Task CompletionAsync(HttpExchange exchange)
    {
        var body = JsonNode.Parse(exchange.Body);
        var words = Words(body!["prompt"]!.ToString());
        Count(words, words);
        await exchange.JsonAsync(200, new JsonObject { ["content"] = string.Concat(words), ["stop"] = true });
    }

    private async Task ChatAsync(HttpExchange exchange)
    {
        var body = JsonNode.Parse(exchange.Body);
        if (body?["messages"] is not JsonArray { Count: > 0 } messages)
        {
            await exchange.ErrorAsync(400, "Expected 'messages' to be an array");
            return;
        }
        var prompt = messages.SelectMany(m => Words(m!["content"]!.ToString())).ToList();
        if (prompt.Count >= options.ContextSize)
        {
            await exchange.ErrorAsync(400,
                $"request ({prompt.Count} tokens) exceeds the available context size ({options.ContextSize} tokens), try increasing it");
            return;
        }
        var words = Words(messages[^1]!["content"]!.ToString());
        int limit = (int?)body["max_tokens"] ?? int.MaxValue;
        var answer = words.Take(limit).ToList();
        var reason = limit < words.Count ? "length" : "stop";
        Interlocked.Increment(ref processing);
        try
        {
            if ((bool?)body["stream"] == true)
                await StreamAsync(exchange, prompt.Count, answer, reason);
            else
                await exchange.JsonAsync(200, new JsonObject
                {
                    ["choices"] = new JsonArray(new JsonObject
                    {
                        ["finish_reason"] = reason,
                        ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = string.Concat(answer) },
                    }),
                    ["usage"] = Usage(prompt.Count, answer.Count),
                });
        }
        finally
        {
            Count(prompt, answer);
            Interlocked.Decrement(ref processing);
        }
    }

    private async Task StreamAsync(HttpExchange exchange, int promptCount, List<string> answer, string reason)
    {
        var watch = Stopwatch.StartNew();
        await exchange.BeginEventsAsync();
        await EventAsync(Chunk(new JsonObject { ["role"] = "assistant", ["content"] = null }, null));
        for (int i = 0; i < answer.Count; i++)
        {
            if (options.PieceDelay > TimeSpan.Zero)
                await Task.Delay(options.PieceDelay);
            if (options.CrashInAnswer && i == answer.Count / 2)
                Crash();
            await EventAsync(Chunk(new JsonObject { ["content"] = answer[i] }, null));
        }
        await EventAsync(Chunk([], reason));
        await EventAsync(new JsonObject
        {
            ["choices"] = new JsonArray(),
            ["usage"] = Usage(promptCount, answer.Count),
            ["timings"] = new JsonObject
            {
                ["prompt_per_second"] = promptCount / 0.001,
                ["predicted_per_second"] = answer.Count / Math.Max(0.001, watch.Elapsed.TotalSeconds),
            },
        });
        await exchange.EventAsync("[DONE]");
        await exchange.EndEventsAsync();

        Task EventAsync(JsonObject json) => exchange.EventAsync(json.ToJsonString());
    }

    private static JsonObject Chunk(JsonObject delta, string? reason) => new()
    {
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = reason }),
        ["object"] = "chat.completion.chunk",
    };

    private static JsonObject Usage(int prompt, int completion) => new() { ["prompt_tokens"] = prompt, ["completion_tokens"] = completion };

    private void Count(IReadOnlyCollection<string> prompt, IReadOnlyCollection<string> answer)
    {
        Interlocked.Add(ref promptTokens, prompt.Count);
        Interlocked.Add(ref predictedTokens, answer.Count);
    }

    /// <summary>The words of a text, each with the blank before it.</summary>
    private static List<string> Words(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((word, i) => i == 0 ? word : " " + word).ToList();
}
