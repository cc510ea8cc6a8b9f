namespace ModelOps.Core;

/// <summary>Datasets that can't be read.</summary>
internal sealed class DatasetCheck : HealthCheck
{
    public override string Name => "datasets";

    public override IEnumerable<ModelOpsFinding> Run(DiagnosisContext context)
    {
        int sound = 0;
        foreach (var name in FolderDraft.Names(context.Home.Datasets))
        {
            ModelOpsFinding? finding = null;
            try
            {
                DatasetFile.Read(context.Home.Dataset(name));
                sound++;
            }
            catch (ModelOpsException error) when (error.Kind == ErrorKind.Damaged)
            {
                finding = Failure(
                    error.Message, "Import it again with -Force; sessions that used it need the same samples to be resumed.", name);
            }
            if (finding is not null)
                yield return finding;
        }
        yield return Ok($"{Count(sound, "dataset")} readable.");
    }
}
