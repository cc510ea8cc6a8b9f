namespace ModelOps.Core;

/// <summary>A demo that is about to start: its name, what it plays, and where its files come from.</summary>
internal sealed record DemoPlan(string Name, DemoDefinition Definition, Action<ModelOpsHome> PlaceFiles)
{
    /// <summary>Looks for a slot of the name, then for a model.</summary>
    public static DemoPlan Make(Workspace workspace, ModelDemoRequest request)
    {
        if (workspace.Slots.Find().FirstOrDefault(s => s.Name.Equals(request.Source, StringComparison.OrdinalIgnoreCase)) is { } slot)
            return OfSlot(workspace, slot, request);
        Model model;
        try
        {
            model = workspace.Models.Get(request.Source);
        }
        catch (ModelOpsException e) when (e.ErrorId == "ModelNotFound")
        {
            var names = workspace.Slots.Find().Select(s => s.Name).Concat(workspace.Models.Find().Select(m => m.Name));
            throw Error.NotFound("DemoSourceNotFound", request.Source, names);
        }
        return OfModel(workspace, model, request);
    }

    private static DemoPlan OfSlot(Workspace workspace, ModelSlot slot, ModelDemoRequest request)
    {
        var package = Path.Combine(slot.Path, SlotFile.Package);
        if (workspace.Slots.Verify(slot.Name) is [var trouble, ..])
            throw Error.Of(ErrorKind.Damaged, "SlotDamaged", slot.Name, trouble);
        var definition = Define(workspace, ModelPackage.ReadConfiguration(package), slot.Name, slot.ModelId, slot.ModelName, request);
        return new DemoPlan(slot.Name, definition, home => DemoFiles.Place(home, slot.Name, package));
    }

    private static DemoPlan OfModel(Workspace workspace, Model model, ModelDemoRequest request)
    {
        var configuration = ModelFiles.Use(workspace, model, CancellationToken.None, files => files.Configured());
        var definition = Define(workspace, configuration, null, model.Id, model.Name, request);
        var name = StoredName.Problem(model.Name) is null ? model.Name : model.ShortId;
        return new DemoPlan(name, definition, home => ModelFiles.Use(workspace, model, CancellationToken.None, files =>
        {
            DemoFiles.Place(home, name, files);
            return true;
        }));
    }

    private static DemoDefinition Define(
        Workspace workspace, ModelConfiguration configuration, string? slot, string modelId, string modelName, ModelDemoRequest request)
    {
        var (kind, rate) = configuration switch
        {
            { Environment: not null } => (ModelDemoKind.Agent, 20.0),
            { Task: Dataset.Classify or Dataset.Regress } => (ModelDemoKind.Samples, 1.0),
            { Task: Dataset.Language } => (ModelDemoKind.Text, 10.0),
            _ => throw Error.Of(ErrorKind.InvalidInput, "DemoUnknownTask", modelName, configuration.Task),
        };
        if (request.Prompt is not null && kind != ModelDemoKind.Text)
            throw Error.Of(ErrorKind.InvalidInput, "DemoTakesNoPrompt", modelName);
        if (kind == ModelDemoKind.Samples)
            _ = workspace.Datasets.Get(configuration.DatasetName ?? throw Error.Of(ErrorKind.InvalidInput, "DemoNeedsDataset", modelName));
        return new DemoDefinition
        {
            Kind = kind,
            Subject = kind switch
            {
                ModelDemoKind.Agent => configuration.Environment,
                ModelDemoKind.Samples => configuration.DatasetName,
                _ => null,
            },
            SlotName = slot,
            ModelId = modelId,
            ModelName = modelName,
            FramesPerSecond = request.FramesPerSecond ?? rate,
            Prompt = request.Prompt,
        };
    }
}
