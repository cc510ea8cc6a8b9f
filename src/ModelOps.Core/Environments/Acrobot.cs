namespace ModelOps.Core;

/// <summary>
/// Two links on a fixed joint, moved by a motor between them, to be swung above a line: Sutton: Generalization in reinforcement learning:
/// successful examples using sparse coarse coding, NeurIPS 8 (1996). Equations of motion as in Sutton, Barto: Reinforcement learning
/// (1998), section 11.3, over a step of 0.2 s by the fourth-order method of Runge and Kutta; constants and order of operations are those
/// of Gymnasium's Acrobot-v1 (book_or_nips = book, no torque noise). State: angle of the first link (radians, 0 hanging down), of the
/// second relative to the first, and their velocities; an agent sees cosines and sines of the angles. Each step brings −1, the last 0.
/// </summary>
public sealed class Acrobot() : SimulatedEnvironment(About, 4)
{
    public const double MaxSpeed1 = 4 * Math.PI;
    public const double MaxSpeed2 = 9 * Math.PI;
    private const double TimeStep = 0.2;
    private const double Gravity = 9.8;
    // Both links: a mass of 1 kg, a length of 1 m, its centre at half of it, a moment of inertia of 1 kg m².
    private const double Mass = 1.0;
    private const double Length = 1.0;
    private const double Centre = 0.5;
    private const double Inertia = 1.0;

    public static readonly EnvironmentDescription About = new()
    {
        Name = "acrobot", Version = 1, MaxSteps = 500, SolvedAt = -100,
        Observations = ["cos_angle1", "sin_angle1", "cos_angle2", "sin_angle2", "angular_velocity1", "angular_velocity2"],
        Actions = ["torque-", "none", "torque+"],
    };

    public override void Observe(Span<float> observation)
    {
        observation[0] = (float)Math.Cos(State[0]);
        observation[1] = (float)Math.Sin(State[0]);
        observation[2] = (float)Math.Cos(State[1]);
        observation[3] = (float)Math.Sin(State[1]);
        observation[4] = (float)State[2];
        observation[5] = (float)State[3];
    }

    /// <summary>Energy of the free acrobot in joules, constant while no torque is applied: for tests of the integration.</summary>
    public static double Energy(ReadOnlySpan<double> state)
    {
        double angle1 = state[0], angle2 = state[1], speed1 = state[2], speed2 = state[3];
        double d1 = Mass * Centre * Centre + Mass * (Length * Length + Centre * Centre + 2 * Length * Centre * Math.Cos(angle2)) + 2 * Inertia;
        double d2 = Mass * (Centre * Centre + Length * Centre * Math.Cos(angle2)) + Inertia;
        double kinetic = 0.5 * d1 * speed1 * speed1 + d2 * speed1 * speed2 + 0.5 * (Mass * Centre * Centre + Inertia) * speed2 * speed2;
        return kinetic - Gravity * ((Mass * Centre + Mass * Length) * Math.Cos(angle1) + Mass * Centre * Math.Cos(angle1 + angle2));
    }

    protected override void Begin(Span<double> values, RandomSequence random)
    {
        foreach (ref double value in values)
            value = random.Between(-0.1, 0.1);
    }

    protected override (double Reward, bool Terminated) Move(Span<double> values, int action)
    {
        RungeKutta(values, action - 1);
        values[0] = Wrapped(values[0]);
        values[1] = Wrapped(values[1]);
        values[2] = Math.Clamp(values[2], -MaxSpeed1, MaxSpeed1);
        values[3] = Math.Clamp(values[3], -MaxSpeed2, MaxSpeed2);
        bool above = -Math.Cos(values[0]) - Math.Cos(values[1] + values[0]) > 1;
        return (above ? 0 : -1, above);
    }

    private static void RungeKutta(Span<double> values, double torque)
    {
        Span<double> k1 = stackalloc double[4], k2 = stackalloc double[4], k3 = stackalloc double[4], k4 = stackalloc double[4];
        Span<double> at = stackalloc double[4];
        Derivatives(values, torque, k1);
        Derivatives(Shifted(values, k1, TimeStep / 2, at), torque, k2);
        Derivatives(Shifted(values, k2, TimeStep / 2, at), torque, k3);
        Derivatives(Shifted(values, k3, TimeStep, at), torque, k4);
        for (int i = 0; i < 4; i++)
            values[i] += TimeStep / 6.0 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
    }

    private static ReadOnlySpan<double> Shifted(ReadOnlySpan<double> values, ReadOnlySpan<double> slope, double time, Span<double> into)
    {
        for (int i = 0; i < values.Length; i++)
            into[i] = values[i] + time * slope[i];
        return into;
    }

    private static void Derivatives(ReadOnlySpan<double> values, double torque, Span<double> into)
    {
        double angle1 = values[0], angle2 = values[1], speed1 = values[2], speed2 = values[3];
        double cosine = Math.Cos(angle2), sine = Math.Sin(angle2);
        double d1 = Mass * (Centre * Centre) + Mass * (Length * Length + Centre * Centre + 2 * Length * Centre * cosine) + Inertia + Inertia;
        double d2 = Mass * (Centre * Centre + Length * Centre * cosine) + Inertia;
        double phi2 = Mass * Centre * Gravity * Math.Cos(angle1 + angle2 - Math.PI / 2.0);
        double phi1 = -Mass * Length * Centre * (speed2 * speed2) * sine - 2 * Mass * Length * Centre * speed2 * speed1 * sine
            + (Mass * Centre + Mass * Length) * Gravity * Math.Cos(angle1 - Math.PI / 2) + phi2;
        double acceleration2 = (torque + d2 / d1 * phi1 - Mass * Length * Centre * (speed1 * speed1) * sine - phi2)
            / (Mass * (Centre * Centre) + Inertia - d2 * d2 / d1);
        into[0] = speed1;
        into[1] = speed2;
        into[2] = -(d2 * acceleration2 + phi1) / d1;
        into[3] = acceleration2;
    }

    /// <summary>The same angle between −π and π.</summary>
    private static double Wrapped(double angle)
    {
        while (angle > Math.PI)
            angle -= 2 * Math.PI;
        while (angle < -Math.PI)
            angle += 2 * Math.PI;
        return angle;
    }
}
