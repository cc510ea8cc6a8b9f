using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace ModelOps.Host.Tests;

/// <summary>The program on a terminal: a pseudo-terminal of a given size made by script(1).</summary>
public sealed partial class TerminalTests : IDisposable
{
    private readonly ModelOpsProgram _program = new();

    [Fact]
    public void TrainingShowsABarAndALineAnEpoch()
    {
        Import();
        var screen = RunOnTerminal(
            80, $"train {_program.File("points.yaml", SmallData.Profile)} --dataset points --set epochs=40 --set batch=2");
        Assert.Contains("━", screen);
        var text = Escapes().Replace(screen, "");
        for (int epoch = 1; epoch <= 40; epoch++)
            Assert.Single(Regex.Matches(text, $@"(?<!epoch |\d){epoch}/40 "));
        Assert.Contains("left", text);
        Assert.Contains("completed: 40 epochs", text);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.TrimEnd('\r').Split('\r')[^1].Length, 0, 80));
    }

    [Fact]
    public void NoColorTakesTheColoursAway()
    {
        Import();
        Assert.Matches(Colours(), RunOnTerminal(100, "datasets"));
        var plain = RunOnTerminal(100, "datasets", ("NO_COLOR", "1"));
        Assert.DoesNotMatch(Colours(), plain);
        Assert.Contains("points", plain);
    }

    [Fact]
    public void TableFitsANarrowTerminal()
    {
        Import();
        var text = Escapes().Replace(RunOnTerminal(44, "datasets"), "");
        Assert.Contains("points", text);
        Assert.DoesNotContain("created", text);
        Assert.Contains("created", Escapes().Replace(RunOnTerminal(120, "datasets"), ""));
    }

    private void Import() =>
        _program.Run("import-dataset", _program.File("points.csv", SmallData.Points()), "--name", "points", "--label-column", "kind")
            .Expect(0);

    private string RunOnTerminal(int columns, string arguments, params (string Name, string Value)[] environment)
    {
        var log = Path.Combine(_program.Folder, "screen");
        var start = new ProcessStartInfo("script", ["-qec", $"stty cols {columns} rows 40; exec '{ModelOpsProgram.Path}' {arguments}", log])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["MODELOPS_HOME"] = _program.Home;
        start.Environment["MODELOPS_PROGRAM"] = ModelOpsProgram.Path;
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["SHELL"] = "/bin/sh";
        start.Environment.Remove("NO_COLOR");
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(ModelOpsProgram.Limit));
        var screen = File.ReadAllText(log, Encoding.UTF8);
        Assert.True(process.ExitCode == 0, screen);
        // script adds a line of its own at both ends.
        return string.Join('\n', screen.Split('\n').Where(l => !l.StartsWith("Script ", StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"\x1b\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Escapes();

    /// <summary>SGR codes for colours; bold and the like are none.</summary>
    [GeneratedRegex(@"\x1b\[(?:\d+;)*(?:3[0-8]|9[0-7])[;m]")]
    private static partial Regex Colours();

    public void Dispose() => _program.Dispose();
}
