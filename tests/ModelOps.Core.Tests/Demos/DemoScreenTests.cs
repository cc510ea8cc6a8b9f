using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests.Demos;

/// <summary>What a person sees of a demo.</summary>
public sealed partial class DemoScreenTests
{
    [Fact]
    public void An_agent_has_a_title_what_happens_its_world_and_a_hint()
    {
        var lines = new DemoScreen(Demo(ModelDemoKind.Agent, "cartpole"), colors: false).Lines(Frame(World("cartpole")), 80, 24);
        Assert.Equal(["champion | agent | cartpole", "what happens", ""], lines.Take(3));
        Assert.Contains("[o___o]", lines[12]);
        Assert.Equal(["", "Ctrl+C ends the view; the demo plays on."], lines.TakeLast(2));
        Assert.Equal(16, lines.Count);
    }

    [Fact]
    public void A_narrow_window_shows_the_middle_of_the_world()
    {
        var lines = new DemoScreen(Demo(ModelDemoKind.Agent, "cartpole"), colors: false).Lines(Frame(World("cartpole")), 21, 24);
        Assert.Equal(new string('=', 21), lines[13]);
        Assert.Equal("       [o___o]       ", lines[12]);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(40)]
    [InlineData(20)]
    public void A_goal_at_the_end_of_the_world_is_seen_in_a_narrow_window(int width)
    {
        var lines = new DemoScreen(Demo(ModelDemoKind.Agent, "mountaincar"), colors: false).Lines(Frame(World("mountaincar")), width, 24);
        Assert.All(lines, l => Assert.True(l.Length <= width));
        Assert.Single(lines, l => l.Contains("|>", StringComparison.Ordinal));
        Assert.Single(lines, l => l.Contains("o-o", StringComparison.Ordinal));
    }

    [Fact]
    public void A_low_window_keeps_what_happens_and_the_picture()
    {
        var screen = new DemoScreen(Demo(ModelDemoKind.Agent, "cartpole"), colors: false);
        Assert.Equal(["what happens", .. World("cartpole").Split('\n')], screen.Lines(Frame(World("cartpole")), 80, 12));
        Assert.Equal(["what happens", World("cartpole").Split('\n')[0]], screen.Lines(Frame(World("cartpole")), 80, 2));
    }

    [Fact]
    public void A_text_is_broken_at_the_window_and_its_end_is_shown()
    {
        var screen = new DemoScreen(Demo(ModelDemoKind.Text, null), colors: false);
        Assert.Equal(["what ", "fghij", "k"], screen.Lines(Frame("one\nabcdefghijk"), 5, 3));
        Assert.Equal(["champion | agent", "what happens", "", "one", "", "abc"], screen.Lines(Frame("one\n\nabc"), 40, 30, hint: false));
    }

    [Theory]
    [InlineData(7, "32")]
    [InlineData(3, "31")]
    public void An_answer_is_green_where_it_is_right(int answer, string color)
    {
        var frame = Frame("@@  \n  @@") with { Values = new Dictionary<string, double> { ["label"] = 7, ["answer"] = answer } };
        var screen = new DemoScreen(Demo(ModelDemoKind.Samples, "digits"), colors: true);
        var lines = screen.Lines(frame, 80, 8);
        Assert.Equal($"\e[{color}mwhat happens\e[0m", lines[1]);
        Assert.Equal("\e[48;5;255m  \e[48;5;232m  \e[0m", lines[3]);
        // Where there is room a small image is larger.
        Assert.Equal("\e[48;5;255m      \e[48;5;232m      \e[0m", screen.Lines(frame, 12, 40)[5]);
        Assert.Equal(3 + 16 + 2, screen.Lines(frame, 80, 40).Count);
    }

    [Fact]
    public void A_row_of_a_table_is_no_image()
    {
        var text = SampleDrawing.Draw([1.5f, 2], [2], ["width", "height"]);
        var lines = new DemoScreen(Demo(ModelDemoKind.Samples, "points"), colors: true).Lines(Frame(text), 80, 24, hint: false);
        Assert.Equal(text.Split('\n'), lines.Skip(3));
    }

    [Fact]
    public void Every_picture_fits_and_colours_change_no_letter() => Property.Holds(
        from name in Gen.Elements(EnvironmentCatalog.Names.ToArray())
        from seed in Gen.Choose(0, int.MaxValue)
        from width in Gen.Choose(1, 100)
        from height in Gen.Choose(1, 40)
        select (name, seed, width, height),
        given =>
        {
            var world = EnvironmentCatalog.Create(given.name);
            world.Reset(new RandomSequence(given.seed, 0));
            for (int i = 0; i < given.seed % 30; i++)
                world.Step(given.seed % world.Description.Actions.Count);
            var frame = Frame(EnvironmentDrawing.Draw(world));
            var demo = Demo(ModelDemoKind.Agent, given.name);
            var plain = new DemoScreen(demo, colors: false).Lines(frame, given.width, given.height);
            Assert.InRange(plain.Count, 1, given.height);
            Assert.All(plain, line => Assert.InRange(line.Length, 0, given.width));
            var painted = new DemoScreen(demo, colors: true).Lines(frame, given.width, given.height);
            Assert.Equal(plain, painted.Select(line => Escapes().Replace(line, "")));
        });

    [Theory]
    [InlineData("cartpole", "\e[1;36m[o___o]\e[0m")]
    [InlineData("mountaincar", "\e[1;36mo-o\e[0m")]
    [InlineData("acrobot", "\e[1;36m+\e[0m")]
    public void What_moves_stands_out(string environment, string expected) =>
        Assert.Contains(expected, string.Join('\n', new DemoScreen(Demo(ModelDemoKind.Agent, environment), colors: true).Lines(Frame(World(environment)), 80, 30)));

    private static string World(string environment)
    {
        var world = EnvironmentCatalog.Create(environment);
        world.Restore(new double[world.State.Length], 0);
        return EnvironmentDrawing.Draw(world);
    }

    private static ModelDemo Demo(ModelDemoKind kind, string? subject) => new()
    {
        Name = "champion", State = ModelDemoState.Running, Kind = kind, Subject = subject, ModelId = new string('a',
            64), ModelName = "agent",
        FramesPerSecond = 20, Created = DateTime.UnixEpoch, Path = "",
    };

    private static ModelDemoFrame Frame(string text) => new()
    {
        DemoName = "champion", Number = 1, Time = DateTime.UnixEpoch, Caption = "what happens", Text = text, Values = new Dictionary<string, double>(),
    };

    [GeneratedRegex(@"\e\[[0-9;]*m")]
    private static partial Regex Escapes();
}
