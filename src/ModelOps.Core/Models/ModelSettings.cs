namespace ModelOps.Core;

/// <summary>Writes what users set on a model, in the caller's transaction.</summary>
internal sealed class ModelSettings(Workspace workspace, RegistryConnection connection)
{
    private const int LongestName = 200;
    private const int LongestDescription = 10_000;

    public void Apply(Model model, ModelChanges changes)
    {
        var table = workspace.ModelTables.Settings;
        if (changes.Name is { } name)
            table.SetName(connection, model.Id, CheckName(name));
        if (changes.Description is { } text)
            table.SetDescription(connection, model.Id,
                Checked("DescriptionInvalid", text.Trim(), LongestDescription, emptyIsAllowed: true) is { Length: > 0 } d ? d : null);
        if (changes.Enabled is { } enabled)
            table.SetEnabled(connection, model.Id, enabled);
        SetGuessed(model, changes);
        if (changes.Tags is not null || changes.AddTags.Count + changes.RemoveTags.Count > 0)
            table.SetTags(connection, model.Id, Tags(model, changes));
    }

    /// <summary>The name without spaces around it; InvalidInput ("ModelNameInvalid") where it can't be one.</summary>
    public static string CheckName(string name) => Checked("ModelNameInvalid", name.Trim(), LongestName, emptyIsAllowed: false);

    private void SetGuessed(Model model, ModelChanges changes)
    {
        var table = workspace.ModelTables.Settings;
        if (changes.Tier is { } tier)
            table.SetTier(connection, model.Id, tier, byUser: true);
        else if (changes.GuessTier)
            table.SetTier(connection, model.Id, TierRule.Guess(model.Parameters), byUser: false);
        if (changes.Thinking is { } thinking)
        {
            table.SetThinking(connection, model.Id, thinking, byUser: true);
        }
        else if (changes.GuessThinking)
        {
            var details = workspace.ModelTables.Details.Get(connection, model.Id);
            var name = model.InPlace ? Path.GetFileNameWithoutExtension(model.WeightsPath) : model.Name;
            table.SetThinking(
                connection, model.Id, ThinkingRule.Guess(name, details?.Title ?? model.Name, details?.ChatTemplate), byUser: false);
        }
    }

    private static IReadOnlyList<string> Tags(Model model, ModelChanges changes)
    {
        var removed = changes.RemoveTags.Select(t => t.Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return TagList.Checked((changes.Tags ?? model.Tags).Where(t => !removed.Contains(t.Trim())).Concat(changes.AddTags));
    }

    private static string Checked(string errorId, string text, int longest, bool emptyIsAllowed) =>
        text.Length <= longest && (emptyIsAllowed || text.Length > 0) && !text.Any(
            c => char.IsControl(c) && (!emptyIsAllowed || c is not ('\n' or '\r' or '\t')))
            ? text
            : throw Error.Of(ErrorKind.InvalidInput, errorId, text, longest);
}
