namespace ModelOps.Host.Tests.Servers;

/// <summary>The server commands of the program, with the stand-in for llama-server.</summary>
public sealed class ServerCommandTests : IDisposable
{
    private readonly ModelOpsProgram _program = new();
    private readonly string _model;

    public ServerCommandTests()
    {
        _model = _program.File("tiny.gguf", "");
        TinyGguf.Write(_model);
        _program.Variables["MODELOPS_LLAMA_SERVER"] = LlamaServerTests.StandIn;
        Directory.CreateDirectory(_program.Home);
        File.WriteAllText(Path.Combine(_program.Home, "settings.yaml"), "server.ports: 20000-29999\nserver.poll_interval: 100ms\n");
    }

    public void Dispose()
    {
        _program.Run("servers", "stop", "--all", "--force");
        _program.Dispose();
    }

    [Fact]
    public async Task AServerIsStartedAskedRestartedStoppedAndForgotten()
    {
        var server = _program.Run("servers", "start", _model, "--context", "128", "--json").Expect(0).Json;
        Assert.Equal(("tiny", "ready", 128), (server.GetProperty("name").GetString(), server.GetProperty("state").GetString(), server.GetProperty("contextLength").GetInt32()));
        Assert.Matches(@"(?m)^tiny +ready +http://127\.0\.0\.1:\d+ +\S+ .B ", _program.Run("servers").Expect(0).Output);

        Assert.Equal("one two three", _program.Run("chat", "one two three").Expect(0).Output.Trim());
        var answer = _program.Run("chat", "one two three", "--max-tokens", "2", "--json").Expect(0).Json;
        Assert.Equal(("one two", "length"), (answer.GetProperty("text").GetString(), answer.GetProperty("finishReason").GetString()));
        Assert.True(answer.GetProperty("tokensPerSecond").GetDouble() > 0);

        Assert.Matches("server tiny: ready at .*, loaded in ", _program.Run("servers", "restart", "tiny").Expect(0).Output);
        _program.Run("servers", "wait", "tiny", "--timeout", "30").Expect(0);
        Assert.Contains("is ready after", _program.Run("servers", "logs", "tiny", "--tail", "5").Expect(0).Output);
        _program.Run("servers", "remove", "tiny").ExpectError(4, "ServerStillActive");
        var followed = Task.Run(() => _program.Run("servers", "logs", "tiny", "--follow"));
        Assert.Equal("stopped", _program.Run("servers", "stop", "tiny", "--json").Expect(0).Json.GetProperty("state").GetString());
        Assert.EndsWith(_program.Run("servers", "logs", "tiny", "--tail", "1").Output, (await followed).Expect(0).Output);
        _program.Run("servers", "remove", "tiny").Expect(0);
        Assert.Empty(_program.Run("servers", "--json").Expect(0).Json.EnumerateArray());
    }

    [Fact]
    public void TheServingProfileOfTheEnvironmentIsUsed()
    {
        _program.Run(
            "profiles", "new", "pair", "serving-example", "--set", $"models.chat.model={_model}", "--set", $"models.draft.model={_model}",
            "--set", "models.draft.enabled=true").Expect(0);
        _program.Variables["MODELOPS_PROFILE"] = "pair";

        _program.Run("servers", "use", "--detach").Expect(0);
        var ready = _program.Run("servers", "use", "--json").Expect(0).Json.EnumerateArray().Select(s => s.GetProperty("name").GetString());
        Assert.Equal(["chat", "draft"], ready);
        Assert.Contains("pair", _program.Run("servers").Expect(0).Output);

        _program.Run("profiles", "set", "pair", "--set", "models.draft.arguments=[--test-fail-at-start, 7]").Expect(0);
        var failed = _program.Run("servers", "use");
        Assert.Contains("exit code 7", failed.Expect(1).Error);
        Assert.Contains("chat", failed.Output);
    }

    [Fact]
    public void SettingsAreShownWithTheirSourceSetAndReset()
    {
        var all = _program.Run("settings", "--json").Expect(0).Json.EnumerateArray()
            .ToDictionary(s => s.GetProperty("key").GetString()!, s => s.GetProperty("source").GetString());
        Assert.Equal(("environment", "file", "default"), (all["server.program"], all["server.ports"], all["server.host"]));
        var set = _program.Run("settings", "set", "server.start_limit", "300", "--json").Expect(0).Json;
        Assert.Equal(("5m", "file"), (set.GetProperty("value").GetString(), set.GetProperty("source").GetString()));
        Assert.Contains("is stronger", _program.Run("settings", "set", "server.program", LlamaServerTests.StandIn).Expect(0).Error);
        Assert.Equal("server.start_limit: 120s", _program.Run("settings", "reset", "server.start_limit").Expect(0).Output.Trim());
        Assert.Matches(@"(?m)^server\.ports +20000-29999 +file +.*settings\.yaml:1$", _program.Run("settings", "list", "server.p*").Expect(0).Output);

        _program.Run("settings", "set", "server.ports", "80-90").ExpectError(2, "SettingInvalid");
        _program.Run("settings", "list", "server.hots").ExpectError(3, "SettingNotFound");
        _program.Variables["MODELOPS_SERVER_LOG_FILES"] = "many";
        var listed = _program.Run("settings", "list", "server.log*");
        Assert.Contains("MODELOPS_SERVER_LOG_FILES: it isn't written so", listed.Expect(2).Error);
        Assert.Contains("server.log_size", listed.Output);
    }

    [Theory]
    [InlineData(2, "ServerNotNamedToStop", "servers", "stop")]
    [InlineData(3, "ServerNotFound", "servers", "stop", "none")]
    [InlineData(2, "ServerNoneReady", "chat", "hello")]
    [InlineData(3, "ServingProfileNotFound", "servers", "use", "none")]
    [InlineData(3, "ServerModelFileNotFound", "servers", "start", "./none.gguf")]
    public void AMistakeIsNamed(int exitCode, string errorId, params string[] arguments) =>
        _program.Run(arguments).ExpectError(exitCode, errorId);

    [Fact]
    public void APortOutOfRangeAndAMissingProgramAreNamed()
    {
        _program.Run("servers", "start", _model, "--port", "70000").ExpectError(2, "ServerPortInvalid");
        _program.Variables["MODELOPS_LLAMA_SERVER"] = "/nowhere/llama-server";
        Assert.Contains("/nowhere/llama-server", _program.Run("servers", "start", _model).Expect(2).Error);
    }
}
