using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelOps.TestServer;

/// <summary>
/// One request and its answer over a connection that is closed afterwards: as much of HTTP/1.1 as llama-server's clients use.
/// </summary>
internal sealed class HttpExchange
{
    private readonly NetworkStream stream;
    private readonly Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);

    private HttpExchange(NetworkStream stream) => this.stream = stream;

    public string Path { get; private set; } = "";
    public string Body { get; private set; } = "";

    public string? Header(string name) => headers.GetValueOrDefault(name);

    /// <summary>Reads a request. EndOfStreamException where the client closes first.</summary>
    public static async Task<HttpExchange> ReadAsync(NetworkStream stream)
    {
        var exchange = new HttpExchange(stream);
        exchange.Path = (await exchange.ReadLineAsync()).Split(' ')[1].Split('?')[0];
        for (string line; (line = await exchange.ReadLineAsync()).Length > 0;)
        {
            int colon = line.IndexOf(':');
            exchange.headers[line[..colon]] = line[(colon + 1)..].Trim();
        }
        var body = new byte[int.Parse(exchange.Header("Content-Length") ?? "0", CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body);
        exchange.Body = Encoding.UTF8.GetString(body);
        return exchange;
    }

    public Task JsonAsync(int status, JsonObject json) =>
        AnswerAsync(status, "application/json", json.ToJsonString(JsonSerializerOptions.Default));

    public Task TextAsync(string text) => AnswerAsync(200, "text/plain", text);

    public Task ErrorAsync(int status, string message) => JsonAsync(status, new JsonObject
    {
        ["error"] = new JsonObject { ["code"] = status, ["message"] = message, ["type"] = "invalid_request_error" },
    });

    /// <summary>Begins an answer that comes in chunks.</summary>
    public Task BeginEventsAsync() =>
        WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");

    public Task EventAsync(string data)
    {
        var text = $"data: {data}\n\n";
        return WriteAsync($"{Encoding.UTF8.GetByteCount(text):x}\r\n{text}\r\n");
    }

    public Task EndEventsAsync() => WriteAsync("0\r\n\r\n");

    private Task AnswerAsync(int status, string type, string body) => WriteAsync(FormattableString.Invariant(
        $"HTTP/1.1 {status} {(status == 200 ? "OK" : "Error")}\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}"));

    private Task WriteAsync(string text) => stream.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask();

    private async Task<string> ReadLineAsync()
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (true)
        {
            await stream.ReadExactlyAsync(one);
            if (one[0] == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append((char)one[0]);
        }
    }
}
