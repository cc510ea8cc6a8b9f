using System.Globalization;

namespace ModelOps.Core;

/// <summary>Weights that a training starts from instead of random ones: those of a slot, of a model or of a safetensors file.</summary>
internal sealed class StartWeights
{
    /// <summary>Name of the copy in a session's folder; it is there until the first checkpoint is.</summary>
    public const string FileName = "start.safetensors";

    private readonly string source;
    private readonly IReadOnlyDictionary<string, TensorInfo> tensors;
    private readonly Action<string> copy;

    private StartWeights(string source, IReadOnlyDictionary<string, TensorInfo> tensors, Action<string> copy) =>
        (this.source, this.tensors, this.copy) = (source, tensors, copy);

    /// <summary>
    /// Finds them: by the path of a file, or of a folder with model.safetensors, where the source has a separator or ends in .safetensors;
    /// else by the name of a slot, then by a model's id or name.
    /// NotFound ("StartWeightsNotFound") with the nearest names; Damaged where the files aren't what they should be.
    /// </summary>
    public static StartWeights Find(Workspace workspace, string source)
    {
        if (source.AsSpan().ContainsAny('/', '\\') || source.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            return OfFile(source, Path.GetFullPath(Directory.Exists(source) ? Path.Combine(source, ModelStore.WeightsFile) : source));
        if (workspace.Slots.Find().FirstOrDefault(s => s.Name.Equals(source, StringComparison.OrdinalIgnoreCase)) is { } slot)
            return OfSlot(workspace, slot);
        try
        {
            var model = workspace.Models.Get(source);
            return ModelFiles.Use(workspace, model, CancellationToken.None, files => OfFile(source, files.Weights));
        }
        catch (ModelOpsException e) when (e.ErrorId == "ModelNotFound")
        {
            var names = workspace.Slots.Find().Select(s => s.Name).Concat(workspace.Models.Find().Select(m => m.Name));
            throw Error.NotFound("StartWeightsNotFound", source, [.. names]);
        }
    }

    /// <summary>Throws InvalidInput ("StartWeightsDoNotFit") with every difference where they are not those of a network.</summary>
    public void Check(NetworkPlan plan)
    {
        var differences = Differences(plan).ToList();
        if (differences.Count > 0)
            throw Error.Of(ErrorKind.InvalidInput, "StartWeightsDoNotFit", source, plan.Family, differences.Count,
                "\n  " + string.Join("\n  ", differences));
    }

    /// <summary>Copies them to a file that is not there yet, flushed to the disk.</summary>
    public void CopyTo(string file) => copy(file);

    private IEnumerable<string> Differences(NetworkPlan plan)
    {
        foreach (var wanted in plan.Tensors)
        {
            if (!tensors.TryGetValue(wanted.Name, out var found))
                yield return $"missing: {wanted.Name} {Text(wanted.Shape)}";
            else if (!found.Shape.SequenceEqual(wanted.Shape))
                yield return $"other shape: {wanted.Name} is {Text(found.Shape)}, the network has {Text(wanted.Shape)}";
            else if (wanted.Trainable && found.DType != "F32")
                yield return $"other type: {wanted.Name} is {found.DType}, the network has F32";
        }
        var known = plan.Tensors.Select(t => t.Name).Concat(plan.Aliases.Keys).ToHashSet(StringComparer.Ordinal);
        foreach (var found in tensors.Values.Where(t => !known.Contains(t.Name)).OrderBy(t => t.Name, StringComparer.Ordinal))
            yield return $"unexpected: {found.Name} {Text(found.Shape)}";
    }

    private static StartWeights OfFile(string source, string path)
    {
        using var file = SafetensorsFile.Open(path);
        return new StartWeights(source, file.Tensors, target => FileCopy.Copy(path, target, _ => { }, CancellationToken.None));
    }

    private static StartWeights OfSlot(Workspace workspace, ModelSlot slot)
    {
        if (workspace.Slots.Verify(slot.Name) is [var trouble, ..])
            throw Error.Of(ErrorKind.Damaged, "SlotDamaged", slot.Name, trouble);
        var package = Path.Combine(slot.Path, SlotFile.Package);
        return new StartWeights(slot.Name, ModelPackage.ReadTensors(package), target =>
            AtomicFile.WriteFlushed(target, stream => ModelPackage.CopyWeights(package, stream)));
    }

    private static string Text(IReadOnlyList<long> shape) =>
        $"[{string.Join(", ", shape.Select(n => n.ToString(CultureInfo.InvariantCulture)))}]";
}
