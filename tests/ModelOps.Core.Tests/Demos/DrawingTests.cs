using FsCheck;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests.Demos;

public sealed class DrawingTests
{
    [Fact]
    public void An_upright_pole_stands_on_its_cart()
    {
        var lines = Drawn(new CartPole(), 0, 0, 0, 0).Split('\n');
        Assert.All(lines[..9], l => Assert.Equal(new string(' ', 30) + "|", l.TrimEnd()));
        Assert.Equal(new string(' ', 27) + "[o___o]", lines[9].TrimEnd());
        Assert.Equal(new string('=', 61), lines[10]);
    }

    [Fact]
    public void The_cart_is_where_it_is() =>
        Assert.StartsWith("[o___o]", Drawn(new CartPole(), -2.3, 0, 0, 0).Split('\n')[9]);

    [Fact]
    public void The_pole_leans_to_its_side()
    {
        Assert.Contains('|', Drawn(new CartPole(), 0, 0, 0.2, 0).Split('\n')[0]);
        Assert.True(Drawn(new CartPole(), 0, 0, 0.2, 0).Split('\n')[0].IndexOf('|') > 30);
        Assert.True(Drawn(new CartPole(), 0, 0, -0.2, 0).Split('\n')[0].IndexOf('|') < 30);
    }

    [Fact]
    public void The_car_is_on_its_hill()
    {
        var lines = Drawn(new MountainCar(), -Math.PI / 6, 0).Split('\n');
        Assert.Contains("o-o", lines[^3]);
        Assert.Contains("..", lines[^2]);
        Assert.Contains(lines, l => l.Contains("|>"));
    }

    [Fact]
    public void The_acrobot_hangs_and_stands()
    {
        Assert.Equal("*", Drawn(new Acrobot(), 0, 0, 0, 0).Split('\n')[^1].Trim());
        Assert.Equal("*", Drawn(new Acrobot(), Math.PI, 0, 0, 0).Split('\n')[0].Trim());
    }

    [Fact]
    public void Every_drawing_is_a_rectangle_of_letters() => Property.Holds(
        from name in Gen.Elements(EnvironmentCatalog.Names.ToArray()) from seed in Gen.Choose(0, int.MaxValue) from steps in Gen.Choose(0, 40) select (name, seed, steps),
        given =>
        {
            var world = EnvironmentCatalog.Create(given.name);
            world.Reset(new RandomSequence(given.seed, 0));
            for (int i = 0; i < given.steps; i++)
                world.Step((given.seed + i) % world.Description.Actions.Count);
            var lines = EnvironmentDrawing.Draw(world).Split('\n');
            Assert.All(lines, l => Assert.Equal(61, l.Length));
            Assert.All(string.Concat(lines), c => Assert.InRange(c, ' ', '~'));
            Assert.InRange(lines.Length, 8, 24);
        });

    [Fact]
    public void Samples_are_images_in_shades_or_names_with_values()
    {
        Assert.Equal("  @@\n@@  ", SampleDrawing.Draw([0, 1, 1, 0], [1, 2, 2], []));
        Assert.Equal(["width                           1.5", "1                                 2"],
            SampleDrawing.Draw([1.5f, 2], [2], ["width"]).Split('\n'));
        Assert.Equal("    ", SampleDrawing.Draw([3, 3], [1, 1, 2], []));
    }

    private static string Drawn(SimulatedEnvironment world, params double[] state)
    {
        world.Restore(state, 0);
        return EnvironmentDrawing.Draw(world);
    }
}
