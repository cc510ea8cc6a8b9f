using System.Globalization;
using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>A line of a ranking as an object with a property for the metric and one for each setting that differs.</summary>
internal static class RankingRow
{
    public static PSObject Of(ModelRank rank)
    {
        var row = new PSObject();
        row.TypeNames.Insert(0, typeof(ModelRank).FullName);
        Add(row, "Place", rank.Place);
        Add(row, "Model", rank.Model.ShortId);
        Add(row, "Name", rank.Model.Name);
        Add(row, "Metric", rank.Metric);
        Add(row, rank.Metric, rank.Value);
        foreach (var (path, value) in rank.Settings)
            Add(row, path, Number(value));
        Add(row, "Settings", string.Join("  ", rank.Settings.Select(s => $"{s.Key}={s.Value ?? "null"}")));
        Add(row, "Note", rank.Note);
        Add(row, "ModelId", rank.Model.Id);
        Add(row, "SessionId", rank.Model.SessionId);
        return row;
    }

    /// <summary>A number where the value is one, so that it can be sorted and compared; else the text.</summary>
    private static object? Number(string? value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : value;

    private static void Add(PSObject row, string name, object? value) => row.Properties.Add(new PSNoteProperty(name, value));
}
