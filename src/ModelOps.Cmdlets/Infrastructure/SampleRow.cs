using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>A sample as an object: a property for each column and one for the label, as Import-Csv would give it.</summary>
internal static class SampleRow
{
    /// <summary>Samples without columns (images) have Index, Label, Shape, and Values as one list of numbers.</summary>
    public static PSObject Of(Dataset dataset, DatasetSample sample)
    {
        var row = new PSObject();
        object? label = sample.Label is { } name ? name : sample.Target;
        if (dataset.Columns.Count == sample.Values.Count)
        {
            for (int i = 0; i < sample.Values.Count; i++)
                Add(row, dataset.Columns[i], sample.Values[i]);
            Add(row, dataset.LabelColumn ?? "label", label);
            return row;
        }
        Add(row, "Index", sample.Index);
        Add(row, "Label", label);
        Add(row, "Shape", DisplayText.Shape(dataset.Shape));
        Add(row, "Values", sample.Values.ToArray());
        return row;
    }

    /// <summary>A column whose name is taken, in letters of any case, keeps its values under a name with a number.</summary>
    private static void Add(PSObject row, string name, object? value)
    {
        var free = name;
        for (int i = 2; row.Properties[free] is not null; i++)
            free = $"{name}_{i}";
        row.Properties.Add(new PSNoteProperty(free, value));
    }
}
