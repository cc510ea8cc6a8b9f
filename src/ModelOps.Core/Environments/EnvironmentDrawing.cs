namespace ModelOps.Core;

/// <summary>Draws environments with letters.</summary>
public static class EnvironmentDrawing
{
    private const int Columns = 61;

    /// <summary>What an environment looks like, in lines of the same length.</summary>
    public static string Draw(SimulatedEnvironment world) => world switch
    {
        CartPole => CartPoleScene(world.State),
        MountainCar => MountainCarScene(world.State),
        Acrobot => AcrobotScene(world.State),
        _ => throw new ArgumentException($"The environment {world.Description.Name} has no drawing.", nameof(world)),
    };

    private static string CartPoleScene(ReadOnlySpan<double> state)
    {
        const int ground = 10, poleRows = 8;
        var canvas = new AsciiCanvas(Columns, ground + 1);
        canvas.Write(0, ground, new string('=', Columns));
        double cart = Math.Clamp(Column(state[0], -CartPole.TrackLimit, CartPole.TrackLimit), 3, Columns - 4);
        double angle = state[2];
        canvas.Line(cart, ground - 2, cart + 2 * poleRows * Math.Sin(angle), ground - 2 - poleRows * Math.Cos(angle));
        canvas.Write(cart - 3, ground - 1, "[o___o]");
        return canvas.ToString();
    }

    private static string MountainCarScene(ReadOnlySpan<double> state)
    {
        const int height = 14;
        var canvas = new AsciiCanvas(Columns, height);
        double Row(double position) => height - 1 - (Math.Sin(3 * position) * 0.45 + 0.55) * (height - 4);
        double At(double position) => Column(position, MountainCar.MinPosition, MountainCar.MaxPosition);
        for (int column = 0; column < Columns; column++)
        {
            double position = MountainCar.MinPosition + (MountainCar.MaxPosition - MountainCar.MinPosition) * column / (Columns - 1);
            canvas.Set(column, Row(position), '.');
        }
        canvas.Set(At(MountainCar.Goal), Row(MountainCar.Goal) - 1, '|');
        canvas.Write(At(MountainCar.Goal), Row(MountainCar.Goal) - 2, "|>");
        canvas.Write(Math.Clamp(At(state[0]) - 1, 0, Columns - 3), Row(state[0]) - 1, "o-o");
        return canvas.ToString();
    }

    private static string AcrobotScene(ReadOnlySpan<double> state)
    {
        const int height = 19, middle = 9;
        const double unit = 4.4; // rows a link is long
        var canvas = new AsciiCanvas(Columns, height);
        double centre = (Columns - 1) / 2.0;
        double column1 = centre + 2 * unit * Math.Sin(state[0]), row1 = middle + unit * Math.Cos(state[0]);
        double turn = state[0] + state[1];
        double column2 = column1 + 2 * unit * Math.Sin(turn), row2 = row1 + unit * Math.Cos(turn);
        canvas.Write(centre - 20, middle - unit, string.Concat(Enumerable.Repeat("- ", 20)));
        canvas.Line(centre, middle, column1, row1);
        canvas.Line(column1, row1, column2, row2);
        canvas.Set(centre, middle, '+');
        canvas.Set(column1, row1, 'o');
        canvas.Set(column2, row2, '*');
        return canvas.ToString();
    }

    private static double Column(double value, double low, double high) => (value - low) / (high - low) * (Columns - 1);
}
