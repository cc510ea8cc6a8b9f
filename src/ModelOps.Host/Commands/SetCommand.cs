using System.CommandLine;
using System.Globalization;
using ModelOps.Core;

namespace ModelOps.Host.Commands;

/// <summary>Changes a training while it runs or waits.</summary>
internal static class SetCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("SESSION") { Description = "Session: its id or the beginning of it." };
        var limit = new Option<double?>("--steps-per-second")
        {
            HelpName = "N",
            Description = "Take at most so many steps a second (of an agent: environment steps); 0: as many as it can.",
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= 0)
                    return number;
                result.AddError($"--steps-per-second can't be '{text}'. Give a number of 0 or more.");
                return null;
            },
        };
        var evaluate = new Option<bool>("--evaluate") { Description = "Score it as it is now: the metrics evaluation_loss and evaluation_accuracy." };
        var priority = Choice.Number(
            "--priority", "N", "Of the trainings that wait, those of the greatest priority start first.", least: -SessionQueue.MaxPriority);
        var first = new Option<bool>("--first") { Description = "Move to the front of the queue." };
        var last = new Option<bool>("--last") { Description = "Move to the end of the queue." };
        var before = new Option<string?>("--before") { HelpName = "SESSION", Description = "Move before another session in the queue." };
        var command = new Command(
            "set", "Changes a training while it runs (speed, evaluation now) or waits (priority, place in the queue).")
        {
            id, limit, evaluate, priority, first, last, before,
        };
        command.Validators.Add(result =>
        {
            int moves = new Option[] { first, last, before, priority }.Count(o => result.GetResult(o) is { Implicit: false });
            if (moves > 1)
                result.AddError("Give one of --priority, --first, --last and --before.");
            else if (moves == 0 && new Option[] { limit, evaluate }.All(o => result.GetResult(o) is not { Implicit: false }))
                result.AddError("Say what to change: --steps-per-second, --evaluate, --priority, --first, --last or --before.");
        });
        return command.Does(async (context, cancellation) =>
        {
            var trainings = context.Workspace.Trainings;
            var session = context.Workspace.Sessions.Get(context.Get(id));
            if (context.Get(priority) is { } number)
                session = trainings.SetPriority(session.Id, number);
            if (context.Get(first))
                session = trainings.MoveFirst(session.Id);
            if (context.Get(last))
                session = trainings.MoveLast(session.Id);
            if (context.Get(before) is { } other)
                session = trainings.MoveBefore(session.Id, other);
            if (context.Get(limit) is { } stepsPerSecond)
                session = await trainings.LimitAsync(session.Id, stepsPerSecond, cancellation);
            if (context.Get(evaluate))
                session = await trainings.EvaluateAsync(session.Id, cancellation);
            SessionLine.Write(context, session);
            return ExitCodes.Ok;
        });
    }
}
