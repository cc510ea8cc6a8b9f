using System.Text;
using ModelOps.Core;

namespace ModelOps.Training.Tests;

/// <summary>Language models on a small text, from the file to the model's folder.</summary>
public sealed class LanguageTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly Workspace workspace;
    private readonly DatasetContent text;

    public LanguageTests()
    {
        workspace = Workspace.Open(folder.Sub("home"));
        text = Import("abc", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("abcdefgh, hgfedcba; ", 150))));
    }

    public static GptSpecification SmallGpt => new() { LayerCount = 2, Heads = 2, Width = 16, Context = 8, Dropout = 0.1, Bias = true };

    [Fact]
    public void ALanguageModelLearnsASimpleText()
    {
        var monitor = new RecordingMonitor();
        var outcome = Run(folder, Profile() with { Epochs = 15, Network = SmallGpt with { Dropout = 0 } }, monitor);

        double first = monitor.Metrics.First(m => m.Name == "validation_loss").Value, last = outcome.Metrics["validation_loss"];
        Assert.True(first > 1 && last < 0.6, $"validation loss from {first} to {last}");
        Assert.Equal(Math.Exp(last), outcome.Metrics["validation_perplexity"], 1e-9);
        Assert.Contains(monitor.Metrics, m => m is { Name: "tokens_per_second", Value: > 0 });
        Assert.DoesNotContain("validation_accuracy", outcome.Metrics.Keys);
        var tokenizer = TokenizerFile.Load(folder.Sub("model"));
        Assert.Equal((256, "byte"), (tokenizer.Vocabulary, tokenizer.Kind));
        var newest = new CheckpointStore(folder.Sub("checkpoints")).List()[0];
        Assert.Equal(File.ReadAllText(folder.Sub("model", "tokenizer.json")), File.ReadAllText(newest.File("tokenizer.json")));
    }

    /// <summary>An epoch's windows are of the training part, don't overlap, and begin elsewhere in other epochs.</summary>
    [Fact]
    public void AnEpochGoesOnceThroughThePartToTrainOn()
    {
        const int tokens = 1000, context = 7;
        var content = Import("counted", [.. Enumerable.Range(0, tokens).Select(i => (byte)(1 + i % 251))]);
        using var data = RunData.Open(content, new DataSettings { Train = 0.8 }, [context], null, TorchSharp.torch.CPU);
        using var batches = data.Training(4, seed: 3, least: 1);
        Assert.Equal((113, 29, 28L, context), (batches.Examples, batches.PerEpoch, data.HeldOut, batches.TokensPerExample));

        var firsts = new HashSet<long>();
        for (int epoch = 0; epoch < 5; epoch++)
        {
            batches.StartEpoch(epoch);
            var seen = new List<long>();
            for (int i = 0; i < batches.PerEpoch; i++)
            {
                using var scope = TorchSharp.torch.NewDisposeScope();
                var (inputs, targets) = batches.At(i);
                var (x, y) = (inputs.data<long>().ToArray(), targets.data<long>().ToArray());
                Assert.Equal([batches.Count(i), context], inputs.shape);
                for (int k = 0; k + 1 < x.Length; k++)
                {
                    if (k % context != context - 1)
                        Assert.Equal(x[k + 1], y[k]);
                }
                seen.AddRange(x.Where((_, k) => k % context == 0));
            }
            Assert.Equal(113, seen.Count);
            firsts.Add(seen.Sum());
        }
        Assert.True(firsts.Count > 1, "every epoch cut the text at the same places");
    }

    /// <summary>
    /// Windows are read ahead on other threads; a batch is the same whether it was, or is asked for out of turn, as after a resume.
    /// </summary>
    [Fact]
    public void WindowsReadAheadAreThoseOfTheirPlace()
    {
        using var data = RunData.Open(text, new DataSettings { Train = 0.8 }, [8], null, TorchSharp.torch.CPU);
        using var inTurn = data.Training(5, seed: 9, least: 1);
        using var anywhere = data.Training(5, seed: 9, least: 1);
        var expected = new Dictionary<(int, int), long[]>();
        for (int epoch = 0; epoch < 3; epoch++)
        {
            inTurn.StartEpoch(epoch);
            for (int i = 0; i < inTurn.PerEpoch; i++)
                expected[(epoch, i)] = Tokens(inTurn, i);
        }
        var random = new RandomSequence(1, 2);
        for (int i = 0; i < 200; i++)
        {
            var (epoch, position) = ((int)random.Below(3), (int)random.Below(inTurn.PerEpoch));
            anywhere.StartEpoch(epoch);
            Assert.Equal(expected[(epoch, position)], Tokens(anywhere, position));
        }
        Assert.NotNull(inTurn.Waited);
        Assert.NotEqual(expected[(0, 0)], expected[(1, 0)]);

        static long[] Tokens(Batches batches, int position)
        {
            using var scope = TorchSharp.torch.NewDisposeScope();
            var (inputs, targets) = batches.At(position);
            return [.. inputs.data<long>().ToArray(), .. targets.data<long>().ToArray()];
        }
    }

    /// <summary>Cut off after any step, in the middle of epochs, and resumed: the same weights to the last bit.</summary>
    [Fact]
    public void ARunThatIsCutOffEndsAsTheOneLeftAlone()
    {
        using var cut = new TempFolder();
        var profile = Profile() with { Accumulate = 2, Checkpoint = new CheckpointSettings { EverySteps = 3, Best = "validation_loss" } };
        var (undisturbed, disturbed) = (new RecordingMonitor(), new RecordingMonitor());
        Run(folder, profile, undisturbed);
        TrainingOutcome? outcome = null;
        for (long from = 0; outcome is null; from = disturbed.CutAfter!.Value)
        {
            disturbed.CutAfter = from + 1 + undisturbed.TotalSteps / 4;
            try
            {
                outcome = Run(cut, profile, disturbed);
            }
            catch (Cut)
            {
                // The next one goes on from the newest checkpoint.
            }
        }
        Assert.Equal(File.ReadAllBytes(folder.Sub("model", "model.safetensors")), File.ReadAllBytes(cut.Sub("model", "model.safetensors")));
        Assert.Equal(undisturbed.Lasting, disturbed.Lasting);
    }

    [Fact]
    public void AModelIsScoredAsItWasInTraining()
    {
        var outcome = Run(folder, Profile() with { Epochs = 2 }, new RecordingMonitor());
        var scored = Evaluation.Run(workspace, new EvaluationRequest { Model = folder.Sub("model"), Device = "cpu", Threads = 1 });
        Assert.Equal(outcome.Metrics["validation_loss"], scored.Loss!.Value, 1e-6);
        Assert.Equal(LanguageFit.Windows((long)Math.Round(text.Dataset.Samples * 0.2), 8), scored.Samples);
    }

    /// <summary>The likeliest continuation is the text's own; the same seed gives the same text.</summary>
    [Fact]
    public void AModelWrites()
    {
        var alphabet = Import("alphabet", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("abcdefghijkl. ", 200))));
        var profile = Profile() with { Epochs = 8, Network = SmallGpt with { Dropout = 0 } };
        new Trainer(Jobs.Job(folder, profile, alphabet), new RecordingMonitor(), new StartupClock()).Run();
        using var generator = TextGenerator.Load(workspace, folder.Sub("model"));
        string likeliest = string.Concat(generator.Write(new TextGeneration { Prompt = "l. abcde", Temperature = 0, MaxTokens = 26 }));
        Assert.Equal("fghijkl. abcdefghijkl. abc", likeliest);
        var drawn = new TextGeneration { Prompt = "abc", Temperature = 5, TopK = 20, Seed = 4, MaxTokens = 40 };
        string text = string.Concat(generator.Write(drawn));
        Assert.Equal(text, string.Concat(generator.Write(drawn)));
        Assert.NotEqual(text, string.Concat(generator.Write(drawn with { Seed = 5 })));
        Assert.Empty(generator.Write(drawn with { MaxTokens = 0 }));
        Assert.Throws<ModelOpsException>(() => generator.Write(drawn with { Temperature = -1 }));
    }

    [Fact]
    public void ATextThatIsTooShortIsRefusedByName()
    {
        var content = Import("short", "too short"u8.ToArray());
        var error = Assert.Throws<ModelOpsException>(
            () => new Trainer(Jobs.Job(folder, Profile(), content), new RecordingMonitor(), new StartupClock()).Run());
        Assert.Equal("TextTooShort", error.ErrorId);
    }

    public void Dispose()
    {
        workspace.Dispose();
        folder.Dispose();
    }

    private static TrainingProfile Profile() => Jobs.Profile(SmallGpt) with
    {
        Checkpoint = new CheckpointSettings { Best = "validation_loss" },
        Optimizer = new OptimizerSettings { Lr = 0.02, ClipNorm = 1 },
    };

    private TrainingOutcome Run(TempFolder to, TrainingProfile profile, RecordingMonitor monitor) =>
        new Trainer(Jobs.Job(to, profile, text), monitor, new StartupClock()).Run();

    private DatasetContent Import(string name, byte[] content)
    {
        string path = folder.Sub(name + ".txt");
        File.WriteAllBytes(path, content);
        return workspace.Datasets.Load(workspace.Datasets.Import(new DatasetImport { Path = path, Name = name }));
    }
}
