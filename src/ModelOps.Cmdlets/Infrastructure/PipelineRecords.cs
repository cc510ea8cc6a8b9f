using System.Collections;
using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Passes objects of a pipeline on as records: their properties, or a dictionary's entries, are the fields.</summary>
internal sealed class PipelineRecords : IDisposable
{
    private readonly List<RecordField> _fields = [];
    private bool _refused;

    /// <summary>Takes the records; null: they are dropped.</summary>
    public RecordImporter? Importer { get; set; }

    /// <summary>Adds an object. After one that is refused as a whole the others are passed over.</summary>
    public void Add(PSObject item)
    {
        if (Importer is null || _refused)
            return;
        _fields.Clear();
        if (item.BaseObject is IDictionary entries)
        {
            foreach (DictionaryEntry entry in entries)
                _fields.Add(new RecordField(entry.Key.ToString() ?? "", Plain(entry.Value)));
        }
        else
        {
            foreach (var property in item.Properties)
            {
                if (property.IsGettable)
                    _fields.Add(new RecordField(property.Name, Value(property)));
            }
        }
        _refused = true;
        Importer.Add(_fields);
        _refused = false;
    }

    /// <summary>The dataset; null where none is to be made.</summary>
    public Dataset? Complete() => _refused ? null : Importer?.Complete();

    public void Dispose() => Importer?.Dispose();

    private static object? Value(PSPropertyInfo property)
    {
        try
        {
            return Plain(property.Value);
        }
        catch (GetValueException)
        {
            return null; // a property that can't be read has no value, and is reported so
        }
    }

    private static object? Plain(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
