using System.CommandLine;
using ModelOps.Core;
using ModelOps.Host.Progress;

namespace ModelOps.Host.Commands;

internal static class TrainCommand
{
    public static Command Create()
    {
        var profile = new Argument<string>("PROFILE") { Description = "Name of a profile, or path of a YAML file." };
        var dataset = new Option<string?>("--dataset") { HelpName = "NAME", Description = "Dataset to train on; by default the one that the profile names." };
        var set = Overrides.Option();
        var name = new Option<string?>("--name") { HelpName = "NAME", Description = "Name of the model; by default the profile's." };
        var from = new Option<string?>("--from")
        {
            HelpName = "SOURCE", Description = "Weights to start from: a slot, a model's id or name, a safetensors file.",
        };
        var priority = Choice.Number("--priority", "N",
            "Of the trainings that wait, those of the greatest priority start first; 0 by default.", least: -SessionQueue.MaxPriority);
        var detach = new Option<bool>("--detach") { Description = "Return at once; the training goes on by itself." };
        return new Command("train", "Trains a model by a profile on a dataset. Ctrl+C saves and stops; a second one cancels.")
        {
            profile, dataset, set, name, from, priority, detach,
        }.DoesUninterrupted(context =>
        {
            var request = new TrainingRequest
            {
                Profile = context.Get(profile),
                Dataset = context.Get(dataset),
                Overrides = Overrides.Parse(context.Get(set)),
                ModelName = context.Get(name),
                StartFrom = context.Get(from),
                Priority = context.Get(priority) ?? 0,
            };
            return ForegroundTraining.RunAsync(context, () => context.Workspace.Trainings.Start(request), context.Get(detach));
        });
    }
}
