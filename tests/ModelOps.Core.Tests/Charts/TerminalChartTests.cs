using System.Text;
using System.Text.RegularExpressions;

namespace ModelOps.Core.Tests;

/// <summary>Charts drawn with characters.</summary>
public sealed partial class TerminalChartTests
{
    [Fact]
    public void Chart_in_ascii_looks_like_this()
    {
        var lines = TerminalChart.Draw(ChartCases.Of([4, 3, 2, 1, 0], [0, 0, 0, 0, 4]), new() { Width = 40, Height = 10, Ascii = true });
        Assert.Equal(10, lines.Count);
        Assert.Equal("** run 0: 0   oo run 1: 4", lines[^1]);
        Assert.Equal("""
            training loss
            4 +*****                              oo
              |     *********                   oo
            2 +              *********        oo
              |                       *********
            0 +ooooooooooooooooooooooooooooo   *****
              ++-----------------+-----------------+
               0                 2              step

            ** run 0: 0   oo run 1: 4
            """, string.Join('\n', lines));
    }

    [Fact]
    public void Picture_has_the_size_and_characters_asked_for() => Property.Holds(ChartCases.Charts, chart =>
    {
        foreach (bool ascii in new[] { false, true })
        {
            var options = new TerminalChartOptions { Width = 61, Colors = !ascii, Ascii = ascii };
            var lines = TerminalChart.Draw(chart, options).Select(l => Escape().Replace(l, "")).ToList();
            Assert.All(lines, line => Assert.InRange(line.Length, 0, 61));
            foreach (var panel in chart.Panels)
                Assert.Contains(ChartMetrics.Words(panel.Metric) + (chart.LogScale ? " (log)" : ""), lines);
            if (ascii && chart.Title.Length > 0 && chart.Title.All(char.IsAscii))
                Assert.DoesNotContain(lines.SelectMany(l => l), c => c > '~');
            bool drawn = chart.Panels.SelectMany(p => p.Series).SelectMany(s => s.Values).Any(v => PlotNumber.IsShown(v.Y, chart.LogScale));
            if (!ascii)
                Assert.Equal(drawn, lines.SelectMany(l => l).Any(c => c is > '\u2800' and <= '\u28ff'));
        }
    });

    [Fact]
    public void Every_line_ends_in_the_terminals_own_colour()
    {
        var lines = TerminalChart.Draw(ChartCases.Of([1, 2], [2, 1]), new() { Colors = true });
        Assert.Contains("\e[0;38;5;74m", lines[^1]);
        foreach (var line in lines.Where(l => l.Contains('\e')))
            Assert.Equal("\e[0m", Escape().Matches(line)[^1].Value);
        Assert.DoesNotContain(TerminalChart.Draw(ChartCases.Of([1, 2]), new()), l => l.Contains('\e'));
    }

    [Fact]
    public void Values_without_a_place_are_marked_at_the_top()
    {
        var lines = TerminalChart.Draw(ChartCases.Of([1, double.NaN, 3]), new() { Width = 41, Height = 10, Ascii = true });
        Assert.Equal('!', lines[1][2 + (41 - 3) / 2]);
    }

    [Theory]
    [InlineData(39, 20)]
    [InlineData(501, 20)]
    [InlineData(80, 6)]
    [InlineData(80, 301)]
    public void Size_without_room_is_refused(int width, int height)
    {
        var options = new TerminalChartOptions { Width = width, Height = height };
        var error = Assert.Throws<ModelOpsException>(() => TerminalChart.Draw(ChartCases.Of([1, 2]), options));
        Assert.Equal("ChartSizeInvalid", error.ErrorId);
        Assert.Contains("1 run and 1 metric", error.Message);
    }

    [Fact]
    public void Live_picture_is_drawn_over_itself_and_never_scrolls()
    {
        var frame = new LiveFrame();
        var screen = new Screen(20, 6);
        screen.Write("$ chart\r\n");
        screen.Write(frame.Next(["one", "two", "three"], 5));
        Assert.Equal(["$ chart", "one", "two", "three", "", ""], screen.Lines());
        screen.Write(frame.Next(["1", "2", "3", "4", "5", "6", "7"], 5));
        Assert.Equal(["1", "2", "3", "4", "5", ""], screen.Lines());
        screen.Write(frame.Next(["eins"], 5));
        Assert.Equal(["eins", "", "", "", "", ""], screen.Lines());
        screen.Write(frame.End());
        Assert.Equal(["", "", "", "", "", ""], screen.Lines());
        Assert.True(screen.CursorIsShown);
    }

    [Theory]
    [InlineData(null, 100, null)]
    [InlineData(null, 10, 10)]
    [InlineData(null, 3, 7)]
    [InlineData(30, 10, 30)]
    public void A_chart_is_no_higher_than_the_screen_unless_that_was_asked_for(int? asked, int screen, int? expected)
    {
        var chart = ChartCases.Of([1, 2]);
        var options = TerminalChart.Within(chart, new TerminalChartOptions { Height = asked }, screen);
        if (expected is { } height)
            Assert.Equal(height, TerminalChart.Draw(chart, options).Count);
        else
            Assert.Null(options.Height);
    }

    [Fact]
    public void A_picture_on_the_whole_screen_takes_the_other_one_and_gives_it_back()
    {
        var frame = new LiveFrame(wholeScreen: true);
        Assert.Equal("", new LiveFrame(wholeScreen: true).End());
        string first = frame.Next(["one", "two"], 5), second = frame.Next(["1"], 5);
        Assert.Contains("\e[?1049h\e[H", first);
        Assert.DoesNotContain("1049", second);
        Assert.Contains("\e[H1\e[0m\e[K\r\n\e[J", second);
        Assert.Equal("\e[?1049l\e[?25h", frame.End());
    }

    /// <summary>The least of a terminal that the frames need: rows that scroll, cursor up, erasing, modes.</summary>
    private sealed class Screen(int width, int height)
    {
        private readonly List<StringBuilder> rows = [.. Enumerable.Range(0, height).Select(_ => new StringBuilder())];
        private int row, column;

        public bool CursorIsShown { get; private set; } = true;

        public string[] Lines() => [.. rows.Select(r => r.ToString().TrimEnd())];

        public void Write(string text)
        {
            foreach (Match match in Token().Matches(text))
                Take(match.Value);
        }

        private void Take(string token)
        {
            switch (token)
            {
                case "\r":
                    column = 0;
                    break;
                case "\n" when row == height - 1:
                    rows.RemoveAt(0);
                    rows.Add(new());
                    break;
                case "\n":
                    row++;
                    break;
                case "\e[K":
                    rows[row].Length = Math.Min(rows[row].Length, column);
                    break;
                case "\e[J":
                    rows[row].Length = Math.Min(rows[row].Length, column);
                    rows.Skip(row + 1).ToList().ForEach(r => r.Clear());
                    break;
                case "\e[?25l" or "\e[?25h":
                    CursorIsShown = token[^1] == 'h';
                    break;
                case ['\e', '[', .. var count, 'A']:
                    row = Math.Max(0, row - int.Parse(count));
                    break;
                case [var c] when column < width:
                    rows[row].Length = Math.Max(rows[row].Length, column + 1);
                    rows[row][column++] = c;
                    break;
            }
        }
    }

    [GeneratedRegex(@"\e\[[0-9;?]*[A-Za-z]|[^\e]")]
    private static partial Regex Token();

    [GeneratedRegex(@"\e\[[0-9;]*m")]
    private static partial Regex Escape();
}
