using System.Diagnostics;
using ModelOps.Core;

namespace ModelOps.Training.Tests;

/// <summary>A home of its own with the digits in it, whose trainings run in real worker processes.</summary>
public sealed class DigitsHome : IDisposable
{
    /// <summary>What no single wait may take; generous, for a loaded machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly TempFolder folder = new();

    public DigitsHome()
    {
        Workspace = Workspace.Open(folder.Sub("home"));
        Workspace.Datasets.Import(new DatasetImport { Path = Path.Combine(AppContext.BaseDirectory, "samples", "digits.csv.gz"), Name = "digits", LabelColumn = "64" });
    }

    public Workspace Workspace { get; }

    /// <summary>Where a file of a test may lie.</summary>
    public string File(string name) => folder.Sub(name);

    /// <summary>Imports a text of words drawn at random, for language models.</summary>
    public void ImportText(string name)
    {
        var random = new RandomSequence(5, 0);
        string[] words = ["to", "be", "or", "not", "that", "is", "the", "question", "whether", "nobler"];
        string path = folder.Sub(name + ".txt");
        System.IO.File.WriteAllText(path, string.Join(' ', Enumerable.Range(0, 3000).Select(_ => words[random.Below(words.Length)])));
        Workspace.Datasets.Import(new DatasetImport { Path = path, Name = name, Tokenizer = "bpe", VocabularySize = 280 });
    }

    /// <summary>Starts a training by a profile given as text; an agent's has no dataset.</summary>
    public TrainingSession Start(string name, string profile, string? dataset = "digits")
    {
        string path = folder.Sub(name + ".yaml");
        System.IO.File.WriteAllText(path, profile);
        return Workspace.Trainings.Start(new TrainingRequest { Profile = path, Dataset = dataset });
    }

    /// <summary>Waits until a session is as it should be, or has come to an end without.</summary>
    public TrainingSession Wait(string sessionId, string what, Func<TrainingSession, bool> condition)
    {
        for (var clock = Stopwatch.StartNew(); ; Thread.Sleep(5))
        {
            var session = Workspace.Sessions.Get(sessionId);
            if (condition(session))
                return session;
            Assert.False(session.State.IsFinal(), $"{session.State} before it was {what}.\n{Log(sessionId)}");
            Assert.True(clock.Elapsed < Limit, $"Not {what} within {Limit}: {session.State}, step {session.Step}.\n{Log(sessionId)}");
        }
    }

    /// <summary>Waits for a final state and asserts which.</summary>
    public TrainingSession End(string sessionId, SessionState expected)
    {
        var session = Wait(sessionId, "at its end", s => s.State.IsFinal());
        Assert.True(session.State == expected, $"{session.State}, not {expected}\n{Log(sessionId)}");
        return session;
    }

    public CheckpointStore Checkpoints(string sessionId) => new(Workspace.Home.Checkpoints(sessionId));

    public string Log(string sessionId) => string.Join('\n', Workspace.Logs.Read(sessionId).Select(e => $"{e.Level}: {e.Message}"));

    public byte[] Weights(TrainingSession session) => System.IO.File.ReadAllBytes(Path.Combine(ModelFolder(session), "model.safetensors"));

    public ModelConfiguration Configuration(TrainingSession session)
    {
        string path = Path.Combine(ModelFolder(session), "config.json");
        return ModelConfiguration.FromJson(System.IO.File.ReadAllText(path), path);
    }

    /// <summary>The metrics that are the same in every run: not pace, nor what is sampled by time.</summary>
    public IReadOnlyList<(long Step, int Epoch, string Name, double Value)> Scores(string sessionId) =>
        [.. Workspace.Metrics.Read(sessionId, ["training_loss", "training_accuracy", "validation_loss", "validation_accuracy", "evaluation_return", "evaluation_length"])
            .Select(m => (m.Step, m.Epoch, m.Name, m.Value)).OrderBy(m => m.Step).ThenBy(m => m.Name, StringComparer.Ordinal)];

    public void Dispose()
    {
        foreach (var session in Workspace.Sessions.Find().Where(s => !s.State.IsFinal()))
            Workspace.Trainings.StopAsync(session.Id, force: true).GetAwaiter().GetResult();
        Workspace.Dispose();
        folder.Dispose();
    }

    private string ModelFolder(TrainingSession session) => Workspace.Models.Get(session.ModelId).Path;
}
