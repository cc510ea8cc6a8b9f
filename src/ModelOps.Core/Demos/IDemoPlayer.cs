namespace ModelOps.Core;

/// <summary>What a demo shows next.</summary>
/// <param name="Caption">In a line.</param>
/// <param name="Text">In several lines.</param>
/// <param name="Values">In numbers.</param>
public sealed record DemoPicture(string Caption, string Text, IReadOnlyDictionary<string, double> Values);

/// <summary>A model that plays on and on.</summary>
public interface IDemoPlayer : IDisposable
{
    /// <summary>Goes one step on.</summary>
    DemoPicture Next();
}

/// <summary>What a player plays with.</summary>
/// <param name="Workspace">The home.</param>
/// <param name="Folder">Folder with model.safetensors, config.json and, of a language model, tokenizer.json.</param>
/// <param name="Configuration">The model's configuration.</param>
/// <param name="Prompt">What a language model continues.</param>
public sealed record DemoSource(Workspace Workspace, string Folder, ModelConfiguration Configuration, string? Prompt)
{
    /// <summary>The weights.</summary>
    public string Weights => Path.Combine(Folder, ModelStore.WeightsFile);
}
