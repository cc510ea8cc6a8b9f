using System.Text.Json;

namespace ModelOps.Core;

/// <summary>
/// The keys of a Hugging Face config.json that describe a model. In one of several modes they are those of its text_config.
/// </summary>
internal sealed class HuggingFaceConfiguration
{
    private const long MostBytes = 4 << 20;

    private readonly JsonElement _root;
    private readonly JsonElement? _text;

    private HuggingFaceConfiguration(JsonElement root)
    {
        _root = root;
        _text = root.TryGetProperty("text_config", out var text) && text.ValueKind == JsonValueKind.Object ? text : null;
    }

    /// <summary>Reads a file; Damaged ("ModelDescriptionInvalid") where it isn't a JSON object.</summary>
    public static HuggingFaceConfiguration Read(string path) => new(ReadObject(path));

    /// <summary>The object a JSON file holds.</summary>
    public static JsonElement ReadObject(string path)
    {
        if (FileReading.IsEmpty(path))
            throw Error.Of(ErrorKind.Damaged, "ModelDescriptionInvalid", path, "it has no bytes");
        var bytes = FileReading.Guard(path, () => new FileInfo(path).Length <= MostBytes ? File.ReadAllBytes(path) : null)
            ?? throw Error.Of(ErrorKind.Damaged, "ModelDescriptionInvalid", path, $"it has more than {MostBytes} bytes");
        try
        {
            using var document = JsonDocument.Parse(bytes);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw Error.Of(ErrorKind.Damaged, "ModelDescriptionInvalid", path, e.Message.TrimEnd('.'));
        }
        throw Error.Of(ErrorKind.Damaged, "ModelDescriptionInvalid", path, "it holds no object");
    }

    /// <summary>Whether ModelOps wrote it (see <see cref="ModelConfiguration"/>).</summary>
    public bool IsOwn => _root.TryGetProperty("model_id", out _) && _root.TryGetProperty("network", out _);

    public string? Architecture => HeaderText.Line(Text(_root, "model_type"));

    /// <summary>The number of whichever of these names it has: families call the same thing differently.</summary>
    public long? Number(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Find(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out long number))
                return number;
        }
        return null;
    }

    /// <summary>Method and bits of a quantized model (gptq 4), or null.</summary>
    public (string Method, int? Bits)? Quantization
    {
        get
        {
            if (Find("quantization_config") is not { ValueKind: JsonValueKind.Object } quantization
                || HeaderText.Line(Text(quantization, "quant_method")) is not { } method)
                return null;
            if (quantization.TryGetProperty("bits", out var bits) && bits.ValueKind == JsonValueKind.Number
                && bits.TryGetInt32(out int number) && number is > 0 and <= 32)
                return (method, number);
            return (method, Flag(quantization, "load_in_4bit") ? 4 : Flag(quantization, "load_in_8bit") ? 8 : null);
        }
    }

    /// <summary>The text of a key of an object; null where it has none, or one that can't be read.</summary>
    public static string? Text(JsonElement element, string name)
    {
        try
        {
            return element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        // Bytes, or \u escapes, that are no characters.
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static bool Flag(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private JsonElement? Find(string name)
    {
        if (_root.TryGetProperty(name, out var value))
            return value;
        return _text is { } text && text.TryGetProperty(name, out value) ? value : null;
    }
}
