using System.Collections;
using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>Completes names of metrics: those of the session that is given, else the usual ones.</summary>
public sealed class MetricCompleter : NameCompleter
{
    private static readonly Dictionary<string, string> Usual = new()
    {
        ["episode_length"] = "mean steps of an agent's last episodes",
        ["episode_return"] = "mean return of an agent's last episodes",
        ["evaluation_length"] = "mean steps of an agent's evaluation",
        ["evaluation_return"] = "mean return of an agent's evaluation",
        ["examples_per_second"] = "training speed",
        ["tokens_per_second"] = "training speed of a language model",
        ["validation_perplexity"] = "exponential of a language model's validation loss",
        ["learning_rate"] = "learning rate of the optimizer",
        ["training_accuracy"] = "share of right answers in training",
        ["training_loss"] = "loss in training",
        ["validation_accuracy"] = "share of right answers on the held-out part",
        ["validation_loss"] = "loss on the held-out part",
    };

    protected override IEnumerable<Completion> Find(Workspace workspace, IDictionary bound)
    {
        var given = bound["SessionId"] ?? bound["Id"];
        if (given is null || LanguagePrimitives.ConvertTo<string[]>(given) is not [var id, ..])
            return FindWithoutRegistry(workspace.Home);
        return workspace.Metrics.Read(workspace.Sessions.Get(id).Id, latest: true)
            .Select(p => new Completion(p.Name, $"now {DisplayText.Metric(p.Name, p.Value)}"));
    }

    protected override IEnumerable<Completion> FindWithoutRegistry(ModelOpsHome home) => Usual.Select(m => new Completion(m.Key, m.Value));
}
