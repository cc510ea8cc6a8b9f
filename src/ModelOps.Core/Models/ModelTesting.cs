namespace ModelOps.Core;

/// <summary>Looks at the files of one model, and keeps its state in step with what it finds.</summary>
internal sealed class ModelTesting(Workspace workspace, Model model)
{
    private readonly List<KnownFile> files = workspace.Registry.Read(c => workspace.ModelTables.Files.Of(c, model.Id));

    public ModelTest Run(IProgress<double>? progress, CancellationToken cancellation)
    {
        var problems = !WasComplete
            ? [$"The model is not complete: it is {model.State}."]
            : files.Count > 0 ? new FileVerification(model, files).Problems(progress, cancellation) : ModelVerification.Problems(model,
                cancellation);
        return new()
        {
            Id = model.Id,
            ShortId = model.ShortId,
            Name = model.Name,
            Problems = problems,
            Hashed = WasComplete && (files.Count == 0 || files.TrueForAll(f => f.Sha256 is not null)),
            State = WasComplete ? KeepState(problems) : model.State,
        };
    }

    /// <summary>Its files were whole once: one that failed in training has no hash and no known files.</summary>
    private bool WasComplete =>
        model.State is ModelState.Completed or ModelState.Missing
            || (model.State == ModelState.Failed && (model.Sha256 is not null || files.Count > 0));

    private ModelState KeepState(IReadOnlyList<string> problems)
    {
        var state = problems.Count == 0 ? ModelState.Completed : File.Exists(model.WeightsPath) ? ModelState.Failed : ModelState.Missing;
        if (state == model.State)
            return state;
        return workspace.Registry.Write(connection =>
        {
            // Whoever changed the model meanwhile knows better.
            var now = workspace.ModelTable.Get(connection, model.Id);
            if (now is null || now.State != model.State)
                return now?.State ?? state;
            ModelTransitions.Check(model.ShortId, model.State, state);
            workspace.ModelTable.SetState(connection, model.Id, state);
            return state;
        });
    }
}
