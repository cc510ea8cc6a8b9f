namespace ModelOps.Host.Tests;

/// <summary>The command line itself: help, mistakes in it, and their exit codes.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly ModelOpsProgram _program = new();

    [Fact]
    public void HelpListsCommandsAndExitCodes()
    {
        var help = _program.Run("--help").Expect(0).Output;
        foreach (var word in new[] { "import-dataset", "train", "resume", "list-models", "model-info", "slots", "export", "Exit codes:", "130" })
            Assert.Contains(word, help);
        Assert.DoesNotMatch(@"(?m)^\s+worker\b", help);
        Assert.Contains("no session 'abc'", _program.Run("worker", "abc").Expect(1).Error);
    }

    [Theory]
    [InlineData("There is no command 'trian'. Did you mean train?", "trian", "digits-cnn")]
    [InlineData("There is no command 'saev'. Did you mean save?", "slots", "saev", "best")]
    [InlineData("There is no option '--datset'. Did you mean --dataset", "train", "digits-cnn", "--datset", "digits")]
    [InlineData("--format can't be 'pdf'. Use zip, safetensors, onnx or gguf.", "export", "abc", "--format", "pdf")]
    [InlineData("There is no option '-o'.", "chart", "abc", "-o", "chart.png")]
    [InlineData("There is no option '--metrics'.", "compare", "abc", "abd", "--metrics", "validation_loss")]
    [InlineData("Required argument missing", "train")]
    public void MistakeIsNamedWithTheNearestName(string message, params string[] arguments)
    {
        var result = _program.Run(arguments).ExpectError(2, "CommandLineInvalid");
        Assert.Contains(message, result.Error);
        Assert.Contains("--help", result.Error);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void WithJsonAMistakeIsAnErrorObject()
    {
        var error = _program.Run("list-models", "--state", "gone", "--json").Expect(2).Json.GetProperty("error");
        Assert.Equal("CommandLineInvalid", error.GetProperty("code").GetString());
        Assert.Contains("'gone'", error.GetProperty("message").GetString());
        Assert.Equal("invalidInput", error.GetProperty("details").GetProperty("kind").GetString());
    }

    [Fact]
    public void SettingWithoutEqualsSignIsRefused() =>
        _program.Run("train", "digits-cnn", "--dataset", "digits", "--set", "epochs").ExpectError(2, "OverrideInvalid");

    public void Dispose() => _program.Dispose();
}
