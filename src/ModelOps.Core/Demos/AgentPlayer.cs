using System.Globalization;

namespace ModelOps.Core;

/// <summary>An agent that plays episode after episode, each time with the action of the greatest output.</summary>
internal sealed class AgentPlayer : IDemoPlayer
{
    private readonly ForwardPass network;
    private readonly SimulatedEnvironment world;
    private readonly float[] observation;
    private readonly long seed;
    private int episode;
    private double total;
    private double lastReturn = double.NaN;
    private bool ended = true;

    public AgentPlayer(DemoSource source, long seed)
    {
        this.seed = seed;
        network = new ForwardPass(source.Configuration.Plan());
        network.Load(source.Weights);
        world = EnvironmentCatalog.Create(source.Configuration.Environment!);
        observation = new float[network.Inputs];
    }

    public DemoPicture Next()
    {
        if (ended)
        {
            world.Reset(new RandomSequence(seed, episode++));
            (total, ended) = (0, false);
            return Picture("begins", null, 0);
        }
        world.Observe(observation);
        int action = ForwardPass.Greatest(network.Run(observation, 1));
        var step = world.Step(action);
        total += step.Reward;
        ended = step.IsEnd;
        var picture = Picture(ended ? "ends" : world.Description.Actions[action], action, step.Reward);
        if (ended)
            lastReturn = total;
        return picture;
    }

    public void Dispose()
    {
    }

    private DemoPicture Picture(string what, int? action, double reward)
    {
        var values = new Dictionary<string, double> { ["episode"] = episode, ["step"] = world.Steps, ["reward"] = reward, ["return"] = total };
        if (action is { } taken)
            values["action"] = taken;
        for (int i = 0; i < world.State.Length; i++)
            values[string.Create(CultureInfo.InvariantCulture, $"state{i}")] = world.State[i];
        string before = double.IsNaN(lastReturn) ? "" : string.Create(CultureInfo.InvariantCulture, $"; the last one {lastReturn:0}");
        string caption = string.Create(CultureInfo.InvariantCulture,
            $"{world.Description.Name}, episode {episode}, step {world.Steps}, {what}, return {total:0}{before}");
        return new DemoPicture(caption, EnvironmentDrawing.Draw(world), values);
    }
}
