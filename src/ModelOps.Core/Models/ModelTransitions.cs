using static ModelOps.ModelState;

namespace ModelOps.Core;

/// <summary>Which state of a model may follow which.</summary>
internal static class ModelTransitions
{
    private static readonly Dictionary<ModelState, ModelState[]> Following = new()
    {
        [Downloading] = [Completed, Interrupted, Failed, Missing],
        [Training] = [Completed, Interrupted, Failed],
        // Files that are complete can only get lost or damaged, or be trained further.
        [Completed] = [Training, Missing, Failed],
        [Interrupted] = [Training, Downloading, Completed, Missing],
        [Failed] = [Training, Downloading, Completed, Missing],
        // A session that trains it writes its files anew.
        [Missing] = [Training, Completed, Failed, Downloading],
    };

    public static bool IsAllowed(ModelState from, ModelState to) => from == to || Following[from].Contains(to);

    /// <summary>Conflict ("ModelStateNotAllowed") where a model can't go from one state to the other.</summary>
    public static void Check(string shortId, ModelState from, ModelState to)
    {
        if (!IsAllowed(from, to))
            throw Error.Of(ErrorKind.Conflict, "ModelStateNotAllowed", shortId, from, to);
    }
}
