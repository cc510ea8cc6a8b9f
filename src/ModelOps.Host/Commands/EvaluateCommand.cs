using System.CommandLine;
using ModelOps.Host.Output;
using ModelOps.Training;

namespace ModelOps.Host.Commands;

internal static class EvaluateCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "Model: its id or the beginning of it, its name, or an exported safetensors file." };
        var dataset = new Option<string?>("--dataset") { HelpName = "NAME", Description = "Dataset; by default the one that the model was trained on." };
        var all = new Option<bool>("--all") { Description = "Use all samples; by default those that training held out." };
        var episodes = Choice.Number("--episodes", "N", "Episodes that an agent plays; by default 100.", least: 1);
        var device = new Option<string>("--device") { HelpName = "DEVICE", Description = "auto, cpu, cuda or cuda:N.", DefaultValueFactory = _ => "auto" };
        var threads = TorchProcess.ThreadsOption();
        return new Command("evaluate", "Measures a model's loss and accuracy on the samples it never saw, or an agent's return.")
        {
            model, dataset, all, episodes, device, threads,
        }
            .DoesWithTorch(context =>
            {
                var result = Evaluation.Run(context.Workspace, new EvaluationRequest
                {
                    Model = context.Get(model),
                    Dataset = context.Get(dataset),
                    All = context.Get(all),
                    Episodes = context.Get(episodes) ?? 100,
                    Device = context.Get(device)!,
                    Threads = context.Get(threads) ?? 0,
                });
                var document = EvaluationDocument.Of(result);
                context.Output.Line($"{result.ModelName} on {Show.Count(result.Samples)} {(result.Return is null ? "samples" : "episodes")} of {result.Dataset}: {Show.Validation(document.Metrics)}");
                context.Output.Result(document, HostJson.Default.EvaluationDocument);
            }, threads);
    }
}
