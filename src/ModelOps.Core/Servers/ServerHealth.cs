using System.Globalization;
using System.Net;
using System.Text.Json;

namespace ModelOps.Core;

/// <summary>What a look at a server found.</summary>
internal enum HealthFinding
{
    /// <summary>Nothing answers, or it says that it isn't ready.</summary>
    NotReady,
    /// <summary>It answers and serves our model.</summary>
    Ready,
    /// <summary>Another program answers on the port.</summary>
    Foreign,
}

/// <summary>Asks a server how it fares: /health, and /v1/models for whether it is the one it should be.</summary>
internal sealed class ServerHealth : IDisposable
{
    private readonly HttpClient http;
    private readonly string alias;
    private bool known;

    /// <param name="url">Base URL.</param>
    /// <param name="alias">The name that the server gives its model.</param>
    /// <param name="apiKey">Key for /metrics, where the server asks for one.</param>
    /// <param name="timeout">How long an answer may take.</param>
    public ServerHealth(string url, string alias, string? apiKey, TimeSpan timeout)
    {
        this.alias = alias;
        // Without a proxy: the server is on this machine.
        http = new(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = timeout }) { BaseAddress = new(url), Timeout = timeout };
        if (apiKey is not null)
            http.DefaultRequestHeaders.Authorization = new("Bearer", apiKey);
    }

    public HealthFinding Look(CancellationToken cancellation = default)
    {
        var (status, _) = Get("/health", cancellation);
        if (status != HttpStatusCode.OK)
            return HealthFinding.NotReady;
        if (known)
            return HealthFinding.Ready;
        var (_, models) = Get("/v1/models", cancellation);
        if (models is null)
            return HealthFinding.NotReady;
        known = ServesAlias(models);
        return known ? HealthFinding.Ready : HealthFinding.Foreign;
    }

    /// <summary>
    /// A number that grows with every request, or null while one is worked on; what was seen before where the server doesn't tell
    /// (--metrics is its option for it). One that doesn't tell in time works: it counts between two batches.
    /// </summary>
    public double? Activity(double before, CancellationToken cancellation = default)
    {
        var (status, text) = Get("/metrics", cancellation);
        if (status == HttpStatusCode.RequestTimeout)
            return null;
        if (status != HttpStatusCode.OK || text is null)
            return before;
        if (Metric(text, "llamacpp:requests_processing") > 0)
            return null;
        return Metric(text, "llamacpp:prompt_tokens_total") + Metric(text, "llamacpp:prompt_tokens_cached_total")
            + Metric(text, "llamacpp:tokens_predicted_total");
    }

    private (HttpStatusCode? Status, string? Body) Get(string path, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            using var response = http.Send(request, cancellation);
            using var reader = new StreamReader(response.Content.ReadAsStream(cancellation));
            return (response.StatusCode, reader.ReadToEnd());
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (HttpStatusCode.RequestTimeout, null);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return (null, null);
        }
    }

    private bool ServesAlias(string models)
    {
        try
        {
            using var json = JsonDocument.Parse(models);
            return json.RootElement.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array
                && data.EnumerateArray().Any(m => m.TryGetProperty("id", out var id) && id.ValueEquals(alias));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>A value in Prometheus' text format; 0 where it isn't named.</summary>
    private static double Metric(string text, string name)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(name) && line.Length > name.Length && line[name.Length] == ' '
                && double.TryParse(line[(name.Length + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
                return value;
        }
        return 0;
    }

    public void Dispose() => http.Dispose();
}
