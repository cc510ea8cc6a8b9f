using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelOps.Core;

/// <summary>What to ask a model.</summary>
public sealed record ChatRequest
{
    /// <summary>The conversation so far, the question last.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }
    /// <summary>Most tokens of the answer; null for the server's default.</summary>
    public int? MaxTokens { get; init; }
    /// <summary>Randomness of the answer: 0 always takes the likeliest token; null for the server's default.</summary>
    public double? Temperature { get; init; }
    /// <summary>Seed of that randomness; null for a new one each time.</summary>
    public int? Seed { get; init; }
}

/// <summary>Sends requests to a model server (POST /v1/chat/completions, the answer streamed as server-sent events).</summary>
public sealed class ModelServerClient : IDisposable
{
    private const string ChatPath = "/v1/chat/completions";

    private readonly string serverName;
    private readonly HttpClient http;

    /// <param name="serverName">Name for answers and errors.</param>
    /// <param name="url">Base URL.</param>
    /// <param name="apiKey">Key, where the server asks for one.</param>
    public ModelServerClient(string serverName, string url, string? apiKey = null)
    {
        this.serverName = serverName;
        // No limit of time here: a long answer takes as long as it takes, and the caller can cancel.
        http = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new(url), Timeout = Timeout.InfiniteTimeSpan };
        if (apiKey is not null)
            http.DefaultRequestHeaders.Authorization = new("Bearer", apiKey);
    }

    /// <summary>
    /// The pieces of the answer as they come; <paramref name="done"/> gets the whole at the end. Unavailable when the server can't be
    /// reached or refuses, or when its answer breaks off.
    /// </summary>
    public async IAsyncEnumerable<string> StreamAsync(
        ChatRequest request, Action<ModelAnswer>? done = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var collector = new AnswerCollector(serverName, request);
        using var response = await SendAsync(request, cancellation).ConfigureAwait(false);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        await using var events = SseParser.Create(stream).EnumerateAsync(cancellation).GetAsyncEnumerator(cancellation);
        while (await NextAsync(events, collector).ConfigureAwait(false))
        {
            if (events.Current.Data == "[DONE]")
                break;
            if (collector.Add(events.Current.Data) is { Length: > 0 } piece)
                yield return piece;
        }
        done?.Invoke(collector.Finish());
    }

    /// <summary>The whole answer.</summary>
    public async Task<ModelAnswer> AskAsync(ChatRequest request, CancellationToken cancellation = default)
    {
        ModelAnswer? answer = null;
        await foreach (var _ in StreamAsync(request, a => answer = a, cancellation).ConfigureAwait(false))
        {
        }
        return answer!;
    }

    private async Task<HttpResponseMessage> SendAsync(ChatRequest request, CancellationToken cancellation)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, ChatPath)
        {
            Content = new StringContent(Body(request).ToJsonString(), Encoding.UTF8, "application/json"),
        };
        try
        {
            var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return response;
            using (response)
            {
                var text = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
                throw Error.Of(
                    ErrorKind.Unavailable, "ServerRefused", serverName, (int)response.StatusCode, AnswerCollector.ErrorText(text));
            }
        }
        catch (HttpRequestException error)
        {
            throw Error.Of(ErrorKind.Unavailable, "ServerUnreachable", serverName, http.BaseAddress, error);
        }
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<SseItem<string>> events, AnswerCollector collector)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false) || (collector.IsComplete ? false : throw BrokenOff(collector, null));
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw BrokenOff(collector, error);
        }
    }

    private ModelOpsException BrokenOff(AnswerCollector collector, Exception? error) =>
        Error.Of(
            ErrorKind.Unavailable, "ServerAnswerBrokenOff", serverName, collector.Length, error?.Message ?? "The connection was closed.");

    private static JsonObject Body(ChatRequest request)
    {
        var messages = new JsonArray([.. request.Messages.Select(m => new JsonObject { ["role"] = m.Role, ["content"] = m.Content })]);
        var body = new JsonObject
        {
            ["messages"] = messages,
            ["stream"] = true,
            ["stream_options"] = new JsonObject { ["include_usage"] = true },
        };
        if (request.MaxTokens is { } tokens)
            body["max_tokens"] = tokens;
        if (request.Temperature is { } temperature)
            body["temperature"] = temperature;
        if (request.Seed is { } seed)
            body["seed"] = seed;
        return body;
    }

    public void Dispose() => http.Dispose();
}

/// <summary>Puts an answer together from its events (OpenAI's chat.completion.chunk).</summary>
internal sealed class AnswerCollector(string serverName, ChatRequest request)
{
    private readonly StringBuilder text = new();
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private TimeSpan? first;
    private string? finish;
    private int? promptTokens;
    private int? completionTokens;
    private double? promptSpeed;
    private double? speed;

    /// <summary>Characters of the answer so far.</summary>
    public int Length => text.Length;

    public bool IsComplete => finish is not null;

    /// <summary>
    /// The piece of the answer that an event carries; null where it carries none. Unavailable for an event that reports an error.
    /// </summary>
    public string? Add(string data)
    {
        JsonElement json;
        try
        {
            json = JsonDocument.Parse(data).RootElement;
        }
        catch (JsonException error)
        {
            throw Error.Of(ErrorKind.Unavailable, "ServerAnswerBrokenOff", serverName, Length, error);
        }
        if (json.TryGetProperty("error", out _))
            throw Error.Of(ErrorKind.Unavailable, "ServerRefused", serverName, "an error", ErrorText(data));
        if (json.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object)
        {
            promptTokens = Number(usage, "prompt_tokens") ?? promptTokens;
            completionTokens = Number(usage, "completion_tokens") ?? completionTokens;
        }
        if (json.TryGetProperty("timings", out var timings) && timings.ValueKind == JsonValueKind.Object)
        {
            promptSpeed = Speed(timings, "prompt_per_second") ?? promptSpeed;
            speed = Speed(timings, "predicted_per_second") ?? speed;
        }
        if (!json.TryGetProperty("choices", out var choices) || choices.ValueKind != JsonValueKind.Array || choices.GetArrayLength() == 0)
            return null;
        var choice = choices[0];
        if (choice.TryGetProperty("finish_reason", out var reason) && reason.ValueKind == JsonValueKind.String)
            finish = reason.GetString();
        if (!choice.TryGetProperty("delta", out var delta) || !delta.TryGetProperty("content", out var content)
            || content.ValueKind != JsonValueKind.String)
            return null;
        var piece = content.GetString()!;
        if (piece.Length > 0)
            first ??= watch.Elapsed;
        text.Append(piece);
        return piece;
    }

    public ModelAnswer Finish()
    {
        var duration = watch.Elapsed;
        var start = first ?? duration;
        double seconds = (duration - start).TotalSeconds;
        return new()
        {
            ServerName = serverName,
            Text = text.ToString(),
            FinishReason = finish ?? "stop",
            PromptTokens = promptTokens,
            CompletionTokens = completionTokens,
            FirstTokenTime = start,
            Duration = duration,
            PromptTokensPerSecond = promptSpeed,
            TokensPerSecond = speed is not null ? speed : completionTokens > 1 && seconds > 0 ? (completionTokens - 1) / seconds : null,
            Messages = [.. request.Messages, new ChatMessage("assistant", text.ToString())],
        };
    }

    /// <summary>The message of an error object ({"error":{"message":…}}), or the text itself.</summary>
    public static string ErrorText(string body)
    {
        try
        {
            var error = JsonNode.Parse(body)?["error"];
            return (error is JsonObject ? error["message"]?.ToString() : error?.ToString()) ?? body;
        }
        catch (JsonException)
        {
            return body;
        }
    }

    private static double? Speed(JsonElement timings, string name) =>
        timings.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.GetDouble() is var speed
        && double.IsFinite(speed) ? speed : null;

    private static int? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.TryGetInt32(out int number) ? number : null;
}
