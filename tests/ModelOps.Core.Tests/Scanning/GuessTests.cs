namespace ModelOps.Core.Tests;

public sealed class GuessTests
{
    [Theory]
    [InlineData(0, ModelTier.Fast)]
    [InlineData(3_212_749_888, ModelTier.Fast)]
    [InlineData(7_241_732_096, ModelTier.Balanced)]
    [InlineData(14_765_947_904, ModelTier.Balanced)]
    [InlineData(20_914_757_184, ModelTier.Powerful)]
    [InlineData(671_026_419_200, ModelTier.Powerful)]
    public void TierGoesByTheNumberOfParameters(long parameters, ModelTier tier) => Assert.Equal(tier, TierRule.Guess(parameters));

    [Theory]
    [InlineData("DeepSeek-R1-Distill-Qwen-7B-Q4_K_M", null, null, true)]
    [InlineData("Qwen3-4B-Thinking-2507", null, null, true)]
    [InlineData("QwQ-32B", null, null, true)]
    [InlineData("model", "Phi 4 Reasoning", null, true)]
    [InlineData("Qwen3-8B", null, "{% if enable_thinking %}{{ x }}{% endif %}", true)]
    [InlineData("some", null, "<|im_start|>assistant\n<think>\n", true)]
    [InlineData("gpt-oss-20b", null, "<|start|>assistant<|channel|>analysis", true)]
    [InlineData("Llama-3.2-1B-Instruct", "Llama 3.2", "{{ messages }}", false)]
    [InlineData("Rethinking-BERT", null, null, false)]
    [InlineData("LR1-13B", null, null, false)]
    [InlineData("Qwen3-30B-Non-Thinking", null, "<think>", false)]
    public void ThinkingGoesByNameThenTemplate(string name, string? title, string? template, bool thinking) =>
        Assert.Equal(thinking, ThinkingRule.Guess(name, title, template));
}
