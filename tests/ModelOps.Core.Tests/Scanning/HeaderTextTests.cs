namespace ModelOps.Core.Tests;

/// <summary>What files say of themselves, on its way to a terminal.</summary>
public sealed class HeaderTextTests : IDisposable
{
    private readonly TempHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void WhatSteersATerminalIsTakenOut()
    {
        var path = GgufBuilder.Llama().Set("general.architecture", "x\u001b[31mred\n").Set("general.name", "a\0b\u009b2J")
            .Write(_home.File("a.gguf"));
        using var workspace = _home.Open();
        var model = workspace.Importer.Import(path, new());
        Assert.Equal(("x[31mred", "x31mred", "ab2J"), (model.Architecture, model.Network, model.Details!.Title));
    }

    [Fact]
    public void TextsAreCutAtAReadableLength()
    {
        Assert.Equal(new string('a', 200), HeaderText.Line(new string('a', 5000)));
        Assert.Equal(new string('a', 199), HeaderText.Line(new string('a', 199) + "\U0001F600"));
        Assert.Null(HeaderText.Line(" \n\u001b "));
    }

    [Fact]
    public void AnArchitectureWithoutANameIsNone()
    {
        var path = GgufBuilder.Llama().Set("general.architecture", "").Write(_home.File("a.gguf"));
        using var workspace = _home.Open();
        Assert.Equal("NotAModel", Assert.Throws<ModelOpsException>(() => workspace.Importer.Import(path, new())).ErrorId);
    }

    [Fact]
    public void AnErrorShowsNoCharactersThatSteer()
    {
        var message = Error.Of(ErrorKind.Damaged, "GgufInvalid", "a\u001b[2Jb", "one\ntwo").Message;
        Assert.Contains("a\uFFFD[2Jb", message);
        Assert.Contains("one\ntwo", message);
    }

    /// <summary>Bytes that are no UTF-8, and half of a pair of escapes: the model is taken in without what they would say.</summary>
    [Fact]
    public void ADescriptionWithTextThatIsNoneSaysNothingThere()
    {
        var folder = SafetensorsSample.Folder(_home.File("repo"));
        File.WriteAllBytes(Path.Combine(folder, "config.json"), [.. "{\"model_type\":\""u8, 0xE4, .. "\",\"hidden_size\":8}"u8]);
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), """{"tokenizer_class":"\ud800","chat_template":"\ud800"}""");
        using var workspace = _home.Open();
        var model = workspace.Importer.Import(folder, new());
        Assert.Equal((null, "unknown", 8L, null), (model.Architecture, model.Network, model.Details!.EmbeddingLength, model.Details.Tokenizer));
    }

    [Fact]
    public void AConfigurationWithAKeyTwiceIsDamaged()
    {
        const string json = """{"data":{"train":0.5,"train":0.6},"model_id":"a"}""";
        Assert.Equal("ModelConfigurationDamaged", Assert.Throws<ModelOpsException>(() => ModelConfiguration.FromJson(json, "a")).ErrorId);
    }
}
