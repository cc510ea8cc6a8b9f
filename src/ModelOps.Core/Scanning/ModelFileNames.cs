using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelOps.Core;

/// <summary>Names of files that models are made of.</summary>
internal static partial class ModelFileNames
{
    public const string Gguf = ".gguf";
    public const string Safetensors = ".safetensors";
    public const string Configuration = "config.json";
    public const string TokenizerConfiguration = "tokenizer_config.json";
    public const string ChatTemplate = "chat_template.jinja";
    public const string AdapterConfiguration = "adapter_config.json";

    public const string Profile = "profile.yaml";

    /// <summary>Files beside weights that say something of the model, in the order they are kept.</summary>
    public static readonly IReadOnlyList<string> Companions = [Configuration, TokenizerConfiguration, ChatTemplate, AdapterConfiguration,
        Profile];

    public static bool IsWeights(ReadOnlySpan<char> name) =>
        name.EndsWith(Gguf, StringComparison.OrdinalIgnoreCase) || name.EndsWith(Safetensors, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a scan has use for a file of this name.</summary>
    public static bool Matters(ReadOnlySpan<char> name)
    {
        if (IsWeights(name))
            return name[0] != '.';
        foreach (var companion in Companions)
        {
            if (name.SequenceEqual(companion))
                return true;
        }
        return false;
    }

    /// <summary>A name like model-00002-of-00003.gguf taken apart; null for a file that is whole.</summary>
    public static (string Stem, int Number, int Count)? Part(string name)
    {
        var match = PartForm().Match(name);
        if (!match.Success)
            return null;
        return (match.Groups[1].Value, Number(match.Groups[2]), Number(match.Groups[3]));
        static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^(.+)-([0-9]{5})-of-([0-9]{5})\.(?:gguf|safetensors)\z", RegexOptions.IgnoreCase)]
    private static partial Regex PartForm();
}
