using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelOps.Core;

/// <summary>What every description of a folder begins with.</summary>
internal interface IFolderDescription
{
    /// <summary>Of the format.</summary>
    int Version { get; }
    /// <summary>The folder's.</summary>
    string Name { get; }
}

/// <summary>The JSON file in a folder that says what the folder holds: dataset.json, metadata.json.</summary>
/// <param name="file">Its name.</param>
/// <param name="version">Of the format that is written and read.</param>
/// <param name="damaged">The error for a folder's name, the file and what is wrong with it.</param>
internal sealed class FolderDescription<T>(string file, int version, Func<string, string, Exception, ModelOpsException> damaged)
    where T : class, IFolderDescription
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        RespectNullableAnnotations = true,
        // A run that diverged has metrics that are no numbers.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public byte[] Write(T content) => JsonSerializer.SerializeToUtf8Bytes(content, Options);

    /// <summary>
    /// The description in a folder; null where the folder isn't there. Damaged where it is missing, no such JSON, of another version or of
    /// another folder, or where <paramref name="problem"/> finds something.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="problem">What else is wrong with it; null where nothing is.</param>
    public T? Read(string folder, Func<T, string?>? problem = null)
    {
        var path = Path.Combine(folder, file);
        var name = Path.GetFileName(folder);
        try
        {
            var content = JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), Options) ?? throw new JsonException("it is empty");
            if (content.Version != version)
                throw new JsonException($"it has version {content.Version}, this ModelOps reads {version}");
            if (content.Name != name)
                throw new JsonException($"it describes '{content.Name}'");
            return problem?.Invoke(content) is { } found ? throw new JsonException(found) : content;
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException)
        {
            throw damaged(name, path, e);
        }
    }
}
