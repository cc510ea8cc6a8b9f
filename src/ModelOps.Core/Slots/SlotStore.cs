namespace ModelOps.Core;

/// <summary>The slots of a home: named copies of models.</summary>
public sealed class SlotStore
{
    internal SlotStore(Workspace workspace) => _ = workspace;

    /// <summary>Copies a model's weights into a slot: a completed model's own, or the newest sound checkpoint of one in training. A taken name needs <paramref name="force"/>.</summary>
    public ModelSlot Save(string name, string modelId, bool force = false, CancellationToken cancellation = default) => throw new NotImplementedException();
    public IReadOnlyList<ModelSlot> Find(string? pattern = null) => throw new NotImplementedException();
    public ModelSlot Get(string name) => throw new NotImplementedException();
    /// <summary>Brings the slot back as a model: the one it was copied from, where that is gone or damaged, else a new one.</summary>
    public Model Restore(string name, CancellationToken cancellation = default) => throw new NotImplementedException();
    /// <summary>Writes the slot's own copy to a file in a folder (made if absent), whatever became of the model. As <see cref="ModelStore.Export"/>.</summary>
    public ModelExport Export(string name, ExportFormat format, string destination, bool force = false, CancellationToken cancellation = default) => throw new NotImplementedException();
    public void Remove(string name) => throw new NotImplementedException();
    /// <summary>What is wrong with the slot's files; empty when sound.</summary>
    public IReadOnlyList<string> Verify(string name) => throw new NotImplementedException();
}
