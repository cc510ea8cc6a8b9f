namespace ModelOps.Core;

/// <summary>
/// A pole on a cart, to be held upright by pushing the cart: Barto, Sutton, Anderson: Neuronlike adaptive elements that can solve
/// difficult learning control problems, IEEE Transactions on Systems, Man, and Cybernetics 13 (1983), without the friction terms.
/// Constants, Euler's method and order of operations are those of Gymnasium's CartPole-v1. State and observation: position (m),
/// velocity, angle (radians, 0 upright), angular velocity. Each step brings a reward of 1.
/// </summary>
public sealed class CartPole() : SimulatedEnvironment(About, 4)
{
    /// <summary>Beyond this position, in metres from the middle, the episode ends.</summary>
    public const double TrackLimit = 2.4;
    /// <summary>Beyond this angle, in radians, the episode ends.</summary>
    public const double AngleLimit = 12 * 2 * Math.PI / 360;
    private const double Gravity = 9.8;
    private const double PoleMass = 0.1;
    private const double TotalMass = PoleMass + 1.0;
    private const double HalfLength = 0.5;
    private const double PoleMassLength = PoleMass * HalfLength;
    private const double Force = 10.0;
    private const double TimeStep = 0.02;

    public static readonly EnvironmentDescription About = new()
    {
        Name = "cartpole", Version = 1, MaxSteps = 500, SolvedAt = 475,
        Observations = ["position", "velocity", "angle", "angular_velocity"], Actions = ["left", "right"],
    };

    public override void Observe(Span<float> observation)
    {
        for (int i = 0; i < State.Length; i++)
            observation[i] = (float)State[i];
    }

    protected override void Begin(Span<double> values, RandomSequence random)
    {
        foreach (ref double value in values)
            value = random.Between(-0.05, 0.05);
    }

    protected override (double Reward, bool Terminated) Move(Span<double> values, int action)
    {
        double x = values[0], velocity = values[1], angle = values[2], turn = values[3];
        double force = action == 1 ? Force : -Force;
        double cosine = Math.Cos(angle), sine = Math.Sin(angle);
        double push = (force + PoleMassLength * (turn * turn) * sine) / TotalMass;
        double turning = (Gravity * sine - cosine * push) / (HalfLength * (4.0 / 3.0 - PoleMass * (cosine * cosine) / TotalMass));
        double acceleration = push - PoleMassLength * turning * cosine / TotalMass;
        values[0] = x + TimeStep * velocity;
        values[1] = velocity + TimeStep * acceleration;
        values[2] = angle + TimeStep * turn;
        values[3] = turn + TimeStep * turning;
        return (1, Math.Abs(values[0]) > TrackLimit || Math.Abs(values[2]) > AngleLimit);
    }
}
