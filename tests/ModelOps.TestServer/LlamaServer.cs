using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelOps.TestServer;

/// <summary>
/// llama-server's endpoints without a model: /health, /props, /v1/models, /metrics, /completion, /v1/chat/completions (whole or streamed). The
/// answer is the question's words, one token each. POST /test/crash and /test/hang make trouble.
/// </summary>
internal sealed class LlamaServer(ServerOptions options)
{
    private readonly HttpListener listener = new();
    private readonly Stopwatch sinceStart = Stopwatch.StartNew();
    private readonly ManualResetEventSlim ended = new();
    private long promptTokens;
    private long predictedTokens;
    private int processing;
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
        listener.Prefixes.Add($"http://{options.Host}:{options.Port.ToString(CultureInfo.InvariantCulture)}/");
        try
        {
            listener.Start();
        }
        catch (HttpListenerException)
        {
            Console.Error.WriteLine($"E start: couldn't bind HTTP server socket, hostname: {options.Host}, port: {options.Port}");
            return 1;
        }
        Console.WriteLine($"I listening on http://{options.Host}:{options.Port}");
        new Thread(Accept) { IsBackground = true }.Start();
        MakeTrouble();
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

    private void MakeTrouble()
    {
        if (options.CrashAfter is { } crash)
            After(crash, Crash);
        if (options.CrashOnceFile is { } file && !File.Exists(file))
        {
            After(TimeSpan.FromSeconds(0.5), () =>
            {
                File.WriteAllText(file, "");
                Crash();
            });
        }
        if (options.HangAfter is { } hang)
            After(hang, () => hangs = true);
    }

    private void After(TimeSpan time, Action action) => _ = Task.Delay(options.StartDelay + time).ContinueWith(_ => action(), TaskScheduler.Default);

    private static void Crash()
    {
        Console.Error.WriteLine("E terminate called after throwing an instance of 'std::bad_alloc'");
        Environment.Exit(3);
    }

    private void Accept()
    {
        while (true)
        {
            var context = listener.GetContext();
            _ = Task.Run(() => AnswerAsync(context));
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        if (hangs)
            await Task.Delay(Timeout.Infinite);
        try
        {
            await RouteAsync(context);
        }
        catch (Exception error) when (error is HttpListenerException or IOException or ObjectDisposedException)
        {
            // The client has gone.
        }
    }

    private Task RouteAsync(HttpListenerContext context)
    {
        var path = context.Request.Url!.AbsolutePath;
        if (path is not ("/health" or "/v1/models") && options.ApiKey is { } key && context.Request.Headers["Authorization"] != $"Bearer {key}")
            return ErrorAsync(context, 401, "Invalid API Key");
        if (!Ready)
            return ErrorAsync(context, 503, "Loading model");
        switch (path)
        {
            case "/health":
                return JsonAsync(context, 200, new JsonObject { ["status"] = "ok" });
            case "/v1/models":
                return JsonAsync(context, 200, new JsonObject
                {
                    ["object"] = "list",
                    ["data"] = new JsonArray(new JsonObject { ["id"] = options.Alias, ["object"] = "model" }),
                });
            case "/props":
                return JsonAsync(context, 200, new JsonObject
                {
                    ["model_path"] = options.Model,
                    ["model_alias"] = options.Alias,
                    ["default_generation_settings"] = new JsonObject { ["n_ctx"] = options.ContextSize },
                });
            case "/metrics" when options.Metrics:
                return TextAsync(context, FormattableString.Invariant(
                    $"llamacpp:prompt_tokens_total {promptTokens}\nllamacpp:tokens_predicted_total {predictedTokens}\nllamacpp:requests_processing {processing}\n"));
            case "/completion":
                return CompletionAsync(context);
            case "/v1/chat/completions":
                return ChatAsync(context);
            case "/test/crash":
                Crash();
                return Task.CompletedTask;
            case "/test/hang":
                hangs = true;
                return JsonAsync(context, 200, []);
            default:
                return ErrorAsync(context, 404, "File Not Found");
        }
    }

    private async Task CompletionAsync(HttpListenerContext context)
    {
        var body = await JsonNode.ParseAsync(context.Request.InputStream);
        var words = Words(body!["prompt"]!.ToString());
        Count(words, words);
        await JsonAsync(context, 200, new JsonObject { ["content"] = string.Concat(words), ["stop"] = true });
    }

    private async Task ChatAsync(HttpListenerContext context)
    {
        var body = await JsonNode.ParseAsync(context.Request.InputStream);
        if (body?["messages"] is not JsonArray { Count: > 0 } messages)
        {
            await ErrorAsync(context, 400, "Expected 'messages' to be an array");
            return;
        }
        var prompt = messages.SelectMany(m => Words(m!["content"]!.ToString())).ToList();
        var words = Words(messages[^1]!["content"]!.ToString());
        int limit = (int?)body["max_tokens"] ?? int.MaxValue;
        var answer = words.Take(limit).ToList();
        var reason = limit < words.Count ? "length" : "stop";
        Interlocked.Increment(ref processing);
        try
        {
            if ((bool?)body["stream"] == true)
                await StreamAsync(context, prompt.Count, answer, reason);
            else
                await JsonAsync(context, 200, new JsonObject
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

    private async Task StreamAsync(HttpListenerContext context, int promptCount, List<string> answer, string reason)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.SendChunked = true;
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
        await EventAsync(new JsonObject { ["choices"] = new JsonArray(), ["usage"] = Usage(promptCount, answer.Count) });
        await WriteAsync("data: [DONE]\n\n");
        context.Response.Close();

        Task EventAsync(JsonObject json) => WriteAsync($"data: {json.ToJsonString()}\n\n");
        async Task WriteAsync(string text)
        {
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text));
            await context.Response.OutputStream.FlushAsync();
        }
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

    private static Task ErrorAsync(HttpListenerContext context, int status, string message) => JsonAsync(context, status, new JsonObject
    {
        ["error"] = new JsonObject { ["code"] = status, ["message"] = message, ["type"] = "invalid_request_error" },
    });

    private static Task JsonAsync(HttpListenerContext context, int status, JsonObject json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return TextAsync(context, json.ToJsonString(new JsonSerializerOptions()));
    }

    private static async Task TextAsync(HttpListenerContext context, string text)
    {
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text));
        context.Response.Close();
    }
}
