using static TorchSharp.torch.nn;

namespace ModelOps.Training;

/// <summary>Modules under one name: blocks.0 and blocks.1 are in the group blocks.</summary>
internal sealed class ModuleGroup(string name) : Module(name)
{
    /// <summary>Registers a module under a name of parts, with a group for each part but the last.</summary>
    public static void Register(Module root, string path, Module module)
    {
        var parts = path.Split('.');
        foreach (string part in parts.AsSpan(0, parts.Length - 1))
        {
            var group = root.named_children().FirstOrDefault(c => c.name == part).module;
            if (group is null)
                root.register_module(part, group = new ModuleGroup(part));
            root = group;
        }
        root.register_module(parts[^1], module);
    }
}
