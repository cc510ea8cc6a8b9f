using System.Text.RegularExpressions;

namespace ModelOps.Core;

/// <summary>
/// Whether a model nobody has said it of thinks before it answers: by its name, then by its chat template. Documented in docs/scanning.md.
/// </summary>
internal static partial class ThinkingRule
{
    /// <summary>What templates write around thoughts, or call the switch for them.</summary>
    private static readonly string[] Markers = ["<think>", "</think>", "[THINK]", "enable_thinking", "reasoning_content",
        "<|channel|>analysis"];

    public static bool Guess(string name, string? title, string? chatTemplate)
    {
        if (Says(NotThinking(), name, title))
            return false;
        return Says(Thinking(), name, title) || Markers.Any(m => chatTemplate?.Contains(m, StringComparison.Ordinal) == true);
    }

    private static bool Says(Regex word, string name, string? title) => word.IsMatch(name) || (title is not null && word.IsMatch(title));

    [GeneratedRegex(@"(?<![a-z0-9])(thinking|thinker|reasoning|reasoner|think|r1|qwq|magistral)(?![a-z0-9])", RegexOptions.IgnoreCase)]
    private static partial Regex Thinking();

    [GeneratedRegex(@"(?<![a-z0-9])(non?[-_. ]?think(ing)?|non?[-_. ]?reasoning)(?![a-z0-9])", RegexOptions.IgnoreCase)]
    private static partial Regex NotThinking();
}
