using System.Diagnostics;
using System.Globalization;
using ModelOps.Core;
using ModelOps.Torch;
using static TorchSharp.torch;

namespace ModelOps.Training;

/// <summary>
/// Trains an agent from wherever its newest checkpoint is to the end. A run is a pure function of (profile, seed, device, threads): start
/// states, actions and batches are drawn from (seed, purpose, number), and all else is in the state.
/// </summary>
public sealed class AgentTrainer(TrainingJob job, ITrainingMonitor monitor, StartupClock clock) : IControlledRun
{
    private readonly TrainingProfile profile = job.Profile;
    private readonly AgentSettings settings = job.Profile.Agent!;
    private readonly Stopwatch stopwatch = Stopwatch.StartNew();
    private Agent agent = null!;
    private EnvironmentGroup environments = null!;
    private Checkpointer<AgentState> checkpoints = null!;
    private LearningRateSchedule schedule = null!;
    private SessionControl control = null!;
    private Device device = null!;
    private AgentState state = null!;
    private EpochClock pace = new(job.SampleEvery);
    private double secondsBefore;
    private float[] before = [];
    private int[] actions = [];

    /// <summary>Runs to the end, or until a command ends it.</summary>
    public TrainingOutcome Run()
    {
        Prepare();
        using var prepared = agent;
        control = new SessionControl(monitor, this, environments.Count);
        while (!IsOver)
        {
            if (control.BetweenSteps() is { } end)
                return new TrainingOutcome(end, state.Metrics);
            if (IsEvaluationDue)
                EndEpoch();
            else
                TakeStep();
        }
        return Finish();
    }

    /// <summary>One step of every environment, and the updates that are due after it.</summary>
    private void TakeStep()
    {
        environments.Observations.CopyTo(before, 0);
        agent.Act(environments, state.Step, actions);
        environments.Step(actions);
        agent.Remember(before, actions, environments);
        long now = state.Step + environments.Count;
        if (agent.IsLearningDue(state.Step, now))
            agent.Learn(schedule.At(state.Step));
        bool save = Crosses(profile.Checkpoint.EverySteps, state.Step, now);
        state = state with { Step = now };

        clock.FirstStep(monitor);
        monitor.Progress(state.Step, state.Epoch);
        pace.Add(environments.Count);
        if (pace.IsSampleDue())
            Sample();
        if (save && !IsEvaluationDue)
            checkpoints.Save(Snapshot());
    }

    /// <summary>
    /// Scores the agent and begins the next epoch; not where an end is wanted meanwhile: the epoch's end is still to come then.
    /// </summary>
    private void EndEpoch()
    {
        if (Scores(control.IsEndWanted) is not { } scores)
            return;
        double stepsPerSecond = pace.Rate;
        state = Snapshot() with
        {
            Epoch = state.Epoch + 1, Metrics = scores, Evaluations = [.. state.Evaluations, scores["evaluation_return"]],
        };
        foreach (var (name, value) in scores)
            monitor.Metric(state.Step, state.Epoch, name, value);
        monitor.Metric(state.Step, state.Epoch, "learning_rate", schedule.At(state.Step - environments.Count));
        monitor.Metric(state.Step, state.Epoch, "steps_per_second", stepsPerSecond);
        monitor.Metric(state.Step, state.Epoch, "memory_bytes", Environment.WorkingSet);
        monitor.Progress(state.Step, state.Epoch);
        monitor.Log("information", Line(scores, stepsPerSecond));
        bool isBest = profile.Checkpoint.Best is { } metric && EpochResult.IsBetter(metric, scores[metric], state.Best?.Value);
        // A best evaluation counts only once its weights are on disk: what state.json names as the best can be loaded.
        if (isBest)
        {
            var best = new BestEpoch(state.Step, state.Epoch, profile.Checkpoint.Best!, scores[profile.Checkpoint.Best!], scores);
            state = checkpoints.Save(state with { Best = best }) ? state with { Best = best } : state;
        }
        else if (state.Epoch % profile.Checkpoint.EveryEpochs == 0 || IsOver)
        {
            checkpoints.Save(state);
        }
        pace = new EpochClock(job.SampleEvery);
    }

    private bool IsOver =>
        state.Epoch >= settings.Epochs || (settings.StopAt is { } goal && state.Evaluations is [.., var last] && last >= goal);

    private bool IsEvaluationDue => state.Step >= Math.Min((state.Epoch + 1L) * settings.EvaluateEvery, settings.TotalSteps);

    private AgentState Snapshot() => state with
    {
        Updates = agent.Updates, Environments = environments.Save(), Seconds = secondsBefore + stopwatch.Elapsed.TotalSeconds,
    };

    /// <inheritdoc/>
    public void Save() => checkpoints.Save(Snapshot());

    /// <inheritdoc/>
    public void Evaluate()
    {
        if (Scores(control.IsEndWanted) is not { } scores)
            return;
        monitor.Metric(state.Step, state.Epoch + 1, "evaluation_return", scores["evaluation_return"]);
        monitor.Log("information", string.Create(CultureInfo.InvariantCulture, $"Evaluated at step {state.Step}: evaluation return {scores["evaluation_return"]:F2}."));
    }

    /// <inheritdoc/>
    public void Continued() => pace = new EpochClock(job.SampleEvery);

    private void Prepare()
    {
        TorchRuntime.SetThreads(TorchRuntime.Threads(profile));
        device = TorchRuntime.ChooseDevice(profile.Device, job.Placement);
        clock.Mark("libtorch");
        var plan = ProfileFit.Plan(profile, job.Data.Dataset);
        environments = new EnvironmentGroup(
            settings.Environment, settings.Environments, RandomPurposes.Seed(profile.Seed, RandomPurpose.Environments));
        (before, actions) = (new float[environments.Observations.Length], new int[environments.Count]);
        agent = Agent.Create(profile, plan, device);
        schedule = new LearningRateSchedule(profile.Schedule, profile.Optimizer.Lr, settings.TotalSteps, settings.EvaluateEvery);
        var facts = TorchRuntime.Facts(job, device, agent.Optimizer, profile.Precision);
        checkpoints = new Checkpointer<AgentState>(job, new AgentContent(job, agent, environments), facts, monitor);
        clock.Mark("network and environments");
        if (checkpoints.Restore() is { } restored)
        {
            state = restored;
        }
        else
        {
            state = new AgentState { Facts = facts, Environments = environments.Save() };
            checkpoints.Begin(state);
        }
        secondsBefore = state.Seconds;
        clock.Mark("checkpoint");
        monitor.Log("information", string.Create(CultureInfo.InvariantCulture,
            $"Trains {settings.Algorithm} with {plan.Parameters:N0} parameters in {environments.Count} environments of {settings.Environment}; {facts.Describe()}, {facts.Threads} threads, libtorch {facts.Torch}."));
        long rounds = (settings.TotalSteps + environments.Count - 1L) / environments.Count;
        monitor.Running(device.ToString(), rounds * environments.Count, settings.Epochs, plan.Parameters);
        monitor.Progress(state.Step, state.Epoch);
    }

    private TrainingOutcome Finish()
    {
        if (state.Epoch < settings.Epochs)
            monitor.Log("information", string.Create(CultureInfo.InvariantCulture, $"Ends here: the evaluation return has reached {settings.StopAt}."));
        return new TrainingOutcome(TrainingEnd.Completed, checkpoints.Finish(state).Metrics);
    }

    /// <summary>
    /// Mean return and length of an evaluation's episodes, and of the last ones of the training; null where left before the end.
    /// </summary>
    private Dictionary<string, double>? Scores(Func<bool> leave)
    {
        // Evaluation n has episodes of its own, the same whenever it takes place.
        long seed = RandomSequence.Seed(RandomPurposes.Seed(profile.Seed, RandomPurpose.Evaluation), state.Epoch);
        if (GreedyEpisodes.Play(agent.Refresh(), settings.Environment, settings.EvaluationEpisodes, seed, leave) is not { } episodes)
            return null;
        if (agent.LastLoss is { } loss && !float.IsFinite(loss.item<float>()))
            throw Error.Of(ErrorKind.InvalidInput, "TrainingDiverged", loss.item<float>(), state.Epoch + 1, profile.Optimizer.Lr);
        var scores = new Dictionary<string, double>
        {
            ["evaluation_return"] = episodes.Average(e => e.Return), ["evaluation_length"] = episodes.Average(e => e.Length),
        };
        if (environments.MeanReturn is { } mean && environments.MeanLength is { } length)
            (scores["episode_return"], scores["episode_length"]) = (mean, length);
        return scores;
    }

    private void Sample()
    {
        void Metric(string name, double? value)
        {
            if (value is { } number)
                monitor.Metric(state.Step, state.Epoch + 1, name, number);
        }

        Metric("loss", agent.LastLoss?.item<float>());
        Metric("learning_rate", schedule.At(state.Step));
        Metric("steps_per_second", pace.Rate);
        Metric("gradient_norm", agent.GradientNorm());
        Metric("memory_bytes", Environment.WorkingSet);
        Metric("device_memory_bytes", CudaMemory.Allocated(device));
        Metric("episode_return", environments.MeanReturn);
        Metric("episode_length", environments.MeanLength);
        if (agent.Exploration(state.Step) is var (name, value))
            Metric(name, value);
    }

    private string Line(Dictionary<string, double> scores, double stepsPerSecond) => string.Create(CultureInfo.InvariantCulture,
        $"Epoch {state.Epoch} of {settings.Epochs}: {string.Join(", ", scores.Select(s => $"{s.Key.Replace('_', ' ')} {s.Value.ToString("F1", CultureInfo.InvariantCulture)}"))}; {stepsPerSecond:N0} steps a second.");

    private static bool Crosses(int every, long before, long now) => every > 0 && now / every > before / every;
}
