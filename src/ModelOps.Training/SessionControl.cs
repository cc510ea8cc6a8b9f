using ModelOps.Core;

namespace ModelOps.Training;

/// <summary>What a loop of steps can be asked to do while it runs.</summary>
public interface IControlledRun
{
    /// <summary>Writes a checkpoint of the run as it stands between two steps.</summary>
    void Save();
    /// <summary>
    /// Scores the run as it stands and says the result as metrics; nothing of the run may change by it. Leaves off where
    /// <see cref="SessionControl.IsEndWanted"/> says so.
    /// </summary>
    void Evaluate();
    /// <summary>The run was held and goes on: what measures its pace begins anew.</summary>
    void Continued();
}

/// <summary>
/// Carries out what a session is asked for while it runs: pause and resume, evaluate, a limit of speed, stop and cancel. A loop calls
/// <see cref="BetweenSteps"/> before each step, and <see cref="IsEndWanted"/> every now and then in anything longer than a step.
/// </summary>
/// <param name="monitor">Who asks.</param>
/// <param name="run">The loop.</param>
/// <param name="stepsAtOnce">Steps that one turn of the loop takes, of those that a limit of speed counts.</param>
public sealed class SessionControl(ITrainingMonitor monitor, IControlledRun run, int stepsAtOnce = 1)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly StepLimiter limiter = new();
    private bool paused;
    private bool evaluationWanted;
    private bool evaluating;

    /// <summary>
    /// Carries out all that is asked for and holds to the limit of speed; how the run is to end, or null where the next step may be taken.
    /// </summary>
    public TrainingEnd? BetweenSteps()
    {
        bool held = false;
        while (true)
        {
            if (IsEndWanted())
                return End();
            if (evaluationWanted)
            {
                Evaluate();
                held = true;
            }
            else if (limiter.Wait(monitor.StepsPerSecond / stepsAtOnce) is { } wait)
            {
                Thread.Sleep(wait < Poll ? wait : Poll);
            }
            else
            {
                if (held)
                    run.Continued();
                return null;
            }
        }
    }

    /// <summary>
    /// Carries out what doesn't end the run; a pause lasts here. True where the run is to end: leave off then, as if nothing had been
    /// begun, and go on with <see cref="BetweenSteps"/>, which ends it.
    /// </summary>
    public bool IsEndWanted()
    {
        while (true)
        {
            switch (monitor.Command)
            {
                case WorkerCommand.Stop or WorkerCommand.Cancel:
                    return true;
                case WorkerCommand.None when !paused || evaluating:
                    return false;
                case WorkerCommand.None when evaluationWanted:
                    Evaluate();
                    break;
                case WorkerCommand.None:
                    Thread.Sleep(Poll);
                    break;
                case var command:
                    Carry(command);
                    monitor.Acknowledge(command);
                    break;
            }
        }
    }

    private void Carry(WorkerCommand command)
    {
        switch (command)
        {
            case WorkerCommand.Pause when !paused:
                monitor.Paused();
                paused = true;
                break;
            case WorkerCommand.Resume when paused:
                monitor.Unpaused();
                paused = false;
                run.Continued();
                break;
            case WorkerCommand.Evaluate:
                evaluationWanted = true;
                break;
            default:
                // A limit of speed is looked at before each step.
                break;
        }
    }

    /// <summary>Acknowledged is that it began: how long it takes is up to the data.</summary>
    private void Evaluate()
    {
        (evaluationWanted, evaluating) = (false, true);
        try
        {
            run.Evaluate();
        }
        finally
        {
            evaluating = false;
        }
    }

    private TrainingEnd End()
    {
        var command = monitor.Command;
        if (command == WorkerCommand.Stop)
            run.Save();
        monitor.Acknowledge(command);
        return command == WorkerCommand.Stop ? TrainingEnd.Stopped : TrainingEnd.Cancelled;
    }
}
