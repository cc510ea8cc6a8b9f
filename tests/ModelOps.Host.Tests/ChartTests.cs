using System.Xml.Linq;

namespace ModelOps.Host.Tests;

/// <summary>`modelops chart`: in the terminal's place plain text, and files.</summary>
public sealed class ChartTests(TrainedHome home) : IClassFixture<TrainedHome>
{
    private ModelOpsProgram Program => home.Program;

    [Fact]
    public void DrawsInPlainTextWhereThereIsNoTerminal()
    {
        string[] arguments = ["chart", home.Session, "--metric", "validation_loss", "--height", "14", "--x-axis", "epoch"];
        var text = Program.Run(arguments).Expect(0).Output;
        Assert.StartsWith("validation loss", text);
        Assert.Contains($"** points {home.Session[..8]}: ", text);
        Assert.DoesNotContain(text, c => c is '\e' or > '~');
        Assert.Equal(14, text.TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public void WithJsonItGivesTheValues()
    {
        var chart = home.Json("chart", home.Session, "--metric", "validation_loss", "--follow");
        Assert.Equal("step", chart.GetProperty("xAxis").GetString());
        var values = chart.GetProperty("panels")[0].GetProperty("series")[0].GetProperty("values");
        Assert.Equal(3, values.GetArrayLength());
        Assert.True(values[2].GetProperty("y").GetDouble() > 0);
    }

    [Theory]
    [InlineData("--metric", "validation_loss,learning_rate")]
    [InlineData("--metric", "validation_loss, learning_rate")]
    [InlineData("--metric", "validation_loss", "--metric", "learning_rate")]
    public void SeveralMetricsHaveCommasBetweenOrOptionsOfTheirOwn(params string[] metrics)
    {
        var panels = home.Json(["chart", home.Session, .. metrics]).GetProperty("panels");
        Assert.Equal(["validation_loss", "learning_rate"], panels.EnumerateArray().Select(p => p.GetProperty("metric").GetString()));
        var names = metrics.Select(m => m == "--metric" ? "--name" : m);
        var points = home.Json(["metrics", home.Session, "--latest", .. names]).EnumerateArray()
            .Select(p => p.GetProperty("name").GetString());
        Assert.Equal(["learning_rate", "validation_loss"], points.Order());
        Program.Run("chart", home.Session, "--metric", "validation_loss,,learning_rate").ExpectError(2, "CommandLineInvalid");
    }

    [Theory]
    [InlineData("svg", "<svg")]
    [InlineData("html", "<!doctype html>")]
    [InlineData("png", "\u0089PNG")]
    public void WritesAFileInTheFormatOfItsName(string ending, string beginning)
    {
        var path = Program.File("chart." + ending, "");
        Program.Run("chart", home.Session, "--output", path).ExpectError(4, "FileExists");
        var written = home.Json("chart", home.Session, "--output", path, "--force", "--title", "Mine");
        Assert.Equal(ending, written.GetProperty("format").GetString());
        Assert.Equal(new FileInfo(path).Length, written.GetProperty("bytes").GetInt64());
        Assert.StartsWith(beginning, File.ReadAllText(path, System.Text.Encoding.Latin1));
        if (ending == "svg")
            Assert.Equal("Mine", XDocument.Load(path).Root!.Elements().First().Value);
    }

    [Fact]
    public void MistakesAreNamed()
    {
        var unknown = Program.Run("chart", home.Session, "--metric", "validation_los").ExpectError(3, "ChartMetricNotFound");
        Assert.Contains("validation_loss", unknown.Error);
        Program.Run("chart", home.Session, "--output", "a.bmp").ExpectError(2, "ChartFormatUnknown");
        Program.Run("chart", home.Session, "--smooth", "much").ExpectError(2, "CommandLineInvalid");
        Program.Run("chart", home.Session, "--smooth", "1").ExpectError(2, "ChartSmoothInvalid");
        Program.Run("chart", home.Session, "--height", "7").ExpectError(2, "ChartSizeInvalid");
    }
}
