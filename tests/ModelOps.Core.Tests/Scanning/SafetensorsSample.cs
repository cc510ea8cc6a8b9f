using System.Text.Json;

namespace ModelOps.Core.Tests;

/// <summary>Writes small safetensors models for tests.</summary>
internal static class SafetensorsSample
{
    /// <summary>A file with F32 matrices of these names, each rows × columns.</summary>
    public static string Write(
        string path, string[] names, int rows = 4, int columns = 8, IReadOnlyDictionary<string, string>? metadata = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var stream = File.Create(path);
        SafetensorsFile.Write(
            stream, [.. names.Select(n => TensorSource.Of<float>(n, "F32", [rows, columns], new float[rows * columns]))], metadata);
        return path;
    }

    /// <summary>Hugging Face's layout: config.json, tokenizer_config.json and the weights in so many parts.</summary>
    public static string Folder(string folder, int parts = 1, string? template = null, object? configuration = null)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), JsonSerializer.Serialize(configuration ?? new
        {
            model_type = "qwen2", hidden_size = 8, num_hidden_layers = 2, num_attention_heads = 4, num_key_value_heads = 2,
            intermediate_size = 32, max_position_embeddings = 2048, vocab_size = 100,
        }));
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"),
            JsonSerializer.Serialize(new { tokenizer_class = "Qwen2Tokenizer", chat_template = template ?? "{{ messages }}" }));
        for (int i = 1; i <= parts; i++)
            Write(
                Path.Combine(folder, parts == 1 ? "model.safetensors" : $"model-{i:D5}-of-{parts:D5}.safetensors"), [$"layer.{i}.weight"]);
        return folder;
    }
}
