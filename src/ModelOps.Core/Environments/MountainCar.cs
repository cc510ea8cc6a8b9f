namespace ModelOps.Core;

/// <summary>
/// A car too weak to climb the hill before it without taking a run-up: Moore: Efficient memory-based learning for robot control, PhD
/// thesis, University of Cambridge (1990). Constants and order of operations are those of Gymnasium's MountainCar-v0. State and
/// observation: position (the valley's bottom is at −π/6, the goal at 0.5) and velocity. Each step brings a reward of −1.
/// </summary>
public sealed class MountainCar() : SimulatedEnvironment(About, 2)
{
    public const double MinPosition = -1.2;
    public const double MaxPosition = 0.6;
    public const double MaxSpeed = 0.07;
    public const double Goal = 0.5;
    private const double Force = 0.001;
    private const double Gravity = 0.0025;

    public static readonly EnvironmentDescription About = new()
    {
        Name = "mountaincar", Version = 1, MaxSteps = 200, SolvedAt = -110,
        Observations = ["position", "velocity"], Actions = ["left", "coast", "right"],
    };

    public override void Observe(Span<float> observation)
    {
        observation[0] = (float)State[0];
        observation[1] = (float)State[1];
    }

    protected override void Begin(Span<double> values, RandomSequence random)
    {
        values[0] = random.Between(-0.6, -0.4);
        values[1] = 0;
    }

    protected override (double Reward, bool Terminated) Move(Span<double> values, int action)
    {
        double position = values[0], velocity = values[1];
        velocity += (action - 1) * Force + Math.Cos(3 * position) * -Gravity;
        velocity = Math.Clamp(velocity, -MaxSpeed, MaxSpeed);
        position = Math.Clamp(position + velocity, MinPosition, MaxPosition);
        if (position == MinPosition && velocity < 0)
            velocity = 0;
        values[0] = position;
        values[1] = velocity;
        return (-1, position >= Goal && velocity >= 0);
    }
}
