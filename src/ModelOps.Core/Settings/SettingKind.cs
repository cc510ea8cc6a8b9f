using System.Diagnostics.CodeAnalysis;

namespace ModelOps.Core;

/// <summary>How the values of a kind of setting are written. A scalar is a list of one text.</summary>
/// <typeparam name="T">Type of the checked value.</typeparam>
public abstract class SettingKind<T>
{
    /// <summary>What may be written, to be put after "Allowed: ".</summary>
    public abstract string Allowed { get; }

    /// <summary>Reads a value; false where the texts mean none.</summary>
    public abstract bool TryParse(IReadOnlyList<string> texts, [MaybeNullWhen(false)] out T value);

    /// <summary>The texts that <see cref="TryParse"/> reads as the value.</summary>
    public abstract IReadOnlyList<string> Format(T value);

    /// <summary>What is wrong with a value that can be read, after "which "; null where nothing is.</summary>
    public virtual string? Problem(T value) => null;

    /// <summary>The texts of an environment variable.</summary>
    public virtual IReadOnlyList<string> Split(string variable) => [variable];
}

/// <summary>Any text; an empty one only where that means something.</summary>
internal sealed class TextSetting(string allowed, bool mayBeEmpty = false) : ScalarSetting<string>
{
    public override string Allowed => allowed;
    protected override bool TryParse(string text, [MaybeNullWhen(false)] out string value) =>
        (value = text.Trim()).Length > 0 || mayBeEmpty;
    protected override string Format1(string value) => value;
}

/// <summary>A setting of one text.</summary>
internal abstract class ScalarSetting<T> : SettingKind<T>
{
    public sealed override bool TryParse(IReadOnlyList<string> texts, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        return texts.Count == 1 && TryParse(texts[0], out value);
    }

    public sealed override IReadOnlyList<string> Format(T value) => [Format1(value)];

    protected abstract bool TryParse(string text, [MaybeNullWhen(false)] out T value);
    protected abstract string Format1(T value);
}
