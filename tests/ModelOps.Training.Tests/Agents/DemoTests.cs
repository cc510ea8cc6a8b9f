using System.Diagnostics;
using ModelOps.Core;

namespace ModelOps.Training.Tests.Agents;

/// <summary>Demos in real processes: found again, stopped, killed, of agents and classifiers, beside a training.</summary>
public sealed class DemoTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private readonly DigitsHome home = new();

    private ModelDemoService Demos => home.Workspace.Demos;

    public void Dispose()
    {
        foreach (var demo in Demos.Find().Where(d => d.IsActive))
            Demos.StopAsync(demo.Name).GetAwaiter().GetResult();
        home.Dispose();
    }

    [Fact]
    public async Task AnAgentPlaysWhileATrainingRunsOnAsItWould()
    {
        var agent = TrainAgent("alone");
        home.Workspace.Slots.Save("champion", agent.ModelId);
        var session = home.Start("long", Profile("ppo", 400_000, 20_000), dataset: null);
        home.Wait(session.Id, "running", s => s.State == SessionState.Running);
        var demo = Demos.Start(new ModelDemoRequest { Source = "champion", FramesPerSecond = 60 });
        var frame = Wait("champion", f => f.Number > 20 && f.Values["step"] > 1);
        Assert.Equal(SessionState.Running, home.Workspace.Sessions.Get(session.Id).State);
        Assert.Contains("cartpole, episode", frame.Caption);
        Assert.Contains("[o___o]", frame.Text);
        // A slot that is gone doesn't end its demo.
        home.Workspace.Slots.Remove("champion");
        Wait("champion", f => f.Number > frame.Number + 10);
        await home.Workspace.Trainings.StopAsync(session.Id, force: true);

        var ended = await Demos.StopAsync("champion");
        Assert.Equal((ModelDemoState.Stopped, (int?)null, ModelDemoKind.Agent, "cartpole"),
            (ended.State, ended.ProcessId, ended.Kind, ended.Subject));
        Assert.False(IsAlive(demo.ProcessId!.Value));
        Assert.Equal(ModelDemoState.Stopped, (await Demos.StopAsync("champion")).State);
        Assert.True(Demos.Frames("champion").Count is > 10 and <= 128);
    }

    [Fact]
    public async Task ATrainingBesideDemosEndsBitByBitAsTheOneAlone()
    {
        const string profile = "network: { family: mlp, hidden: [32], dropout: 0.2 }\nepochs: 120\nbatch: 16\nthreads: 2\ndevice: cpu\ncheckpoint: { every_epochs: 100 }";
        TrainAgent("agent");
        var alone = home.End(home.Start("alone", profile).Id, SessionState.Completed);
        Demos.Start(new ModelDemoRequest { Source = "agent", FramesPerSecond = 60 });
        Demos.Start(new ModelDemoRequest { Source = "alone", FramesPerSecond = 60 });
        Wait("agent", f => f.Number > 5);
        long before = Wait("alone", f => f.Number > 5).Number;
        var beside = home.End(home.Start("beside", profile).Id, SessionState.Completed);
        Wait("alone", f => f.Number > before);
        Assert.Equal(home.Weights(alone), home.Weights(beside));
        Assert.Equal(home.Scores(alone.Id), home.Scores(beside.Id));
        Assert.Equal(ModelDemoState.Stopped, (await Demos.StopAsync("alone")).State);
    }

    [Fact]
    public void AKilledDemoIsNoticedAndCanBeStartedAgain()
    {
        var agent = TrainAgent("killed");
        Demos.Start(new ModelDemoRequest { Source = agent.ModelId });
        Wait("killed", f => f.Number > 2);
        var conflict = Assert.Throws<ModelOpsException>(() => Demos.Start(new ModelDemoRequest { Source = "killed" }));
        Assert.Equal("DemoActive", conflict.ErrorId);
        using (var process = Process.GetProcessById(Demos.Get("killed").ProcessId!.Value))
            process.Kill();
        var dead = WaitFor(() => Demos.Get("killed"), d => !d.IsActive);
        Assert.Equal(ModelDemoState.Failed, dead.State);
        Assert.Contains("is gone", dead.Error);
        Demos.Start(new ModelDemoRequest { Source = "killed" });
        Wait("killed", f => f.Number is > 0 and < 100);
    }

    [Fact]
    public void ADemoWhoseRegistryIsGoneEndsByItself()
    {
        TrainAgent("orphan");
        Demos.Start(new ModelDemoRequest { Source = "orphan" });
        Wait("orphan", f => f.Number > 2);
        string frames = Path.Combine(Demos.Get("orphan").Path, "frames.bin"), registry = home.Workspace.Home.RegistryFile;
        File.Move(registry, registry + ".away");
        try
        {
            // It makes twenty frames a second while it lives, and looks for its registry every few seconds.
            WaitFor(() => DateTime.UtcNow - File.GetLastWriteTimeUtc(frames), quiet => quiet > TimeSpan.FromSeconds(2));
        }
        finally
        {
            File.Move(registry + ".away", registry);
        }
        Assert.Equal(ModelDemoState.Failed, WaitFor(() => Demos.Get("orphan"), d => !d.IsActive).State);
    }

    [Fact]
    public void AClassifierAnswersSamples()
    {
        home.End(home.Start("digits", "network: { family: mlp, hidden: [16] }\nepochs: 3\nthreads: 1\ndevice: cpu\ndata: { shape: [1, 8, 8] }").Id, SessionState.Completed);
        var demo = Demos.Start(new ModelDemoRequest { Source = "digits", FramesPerSecond = 60 });
        Assert.Equal((ModelDemoKind.Samples, "digits"), (demo.Kind, demo.Subject));
        var frame = Wait("digits", f => f.Number > 60);
        Assert.Matches(@"^sample \d+ is \d \(\d+\.\d %\), (right|wrong: it is \d); \d+ of \d+ right$", frame.Caption);
        Assert.Equal(8, frame.Text.Split('\n').Length);
        Assert.InRange(frame.Values["accuracy"], 0.5, 1);
    }

    [Fact]
    public void ALanguageModelWrites()
    {
        home.ImportText("text");
        const string profile = "network: { family: gpt, layers: 1, heads: 2, width: 16, context: 16 }\nepochs: 1\nbatch: 8\nthreads: 1\ndevice: cpu";
        home.End(home.Start("writer", profile, "text").Id, SessionState.Completed);
        var demo = Demos.Start(new ModelDemoRequest { Source = "writer", FramesPerSecond = 60, Prompt = "to be" });
        Assert.Equal((ModelDemoKind.Text, (string?)null), (demo.Kind, demo.Subject));
        var frame = Wait("writer", f => f.Values["pieces"] > 10);
        Assert.Equal("text 1", frame.Caption.Split(',')[0]);
        Assert.StartsWith("to be", Demos.Frames("writer").First(f => f.Values["text"] == 1).Text);
        Assert.True(frame.Text.Length > 5);
    }

    [Fact]
    public void WhatIsWrittenSendsNothingToTheTerminal() =>
        Assert.Equal("a·[2Jb\n" + new string('x', 76) + "\nxx", TextPlayer.Shown("a\e[2Jb\n" + new string('x', 78)));

    [Fact]
    public void WhatCannotPlayIsRefused()
    {
        Assert.Equal(
            "DemoSourceNotFound", Assert.Throws<ModelOpsException>(() => Demos.Start(new ModelDemoRequest { Source = "nothing" })).ErrorId);
        Assert.Equal("DemoRateInvalid",
            Assert.Throws<ModelOpsException>(() => Demos.Start(new ModelDemoRequest { Source = "nothing", FramesPerSecond = 0 })).ErrorId);
        Assert.Equal("DemoNotFound", Assert.Throws<ModelOpsException>(() => Demos.Get("nothing")).ErrorId);
        Assert.Empty(Demos.Find());
    }

    private TrainingSession TrainAgent(string name) =>
        home.End(home.Start(name, Profile("ppo", 800, 400), dataset: null).Id, SessionState.Completed);

    private static string Profile(string algorithm, int steps, int every) => $$"""
        network: { family: mlp, hidden: [16] }
        environment: { name: cartpole }
        algorithm: { name: {{algorithm}}, total_steps: {{steps}}, evaluate_every: {{every}}, evaluation_episodes: 2 }
        threads: 1
        device: cpu
        """;

    private ModelDemoFrame Wait(string name, Func<ModelDemoFrame, bool> condition) =>
        WaitFor(() => Demos.Frames(name).LastOrDefault(), f => f is not null && condition(f))!;

    private static T WaitFor<T>(Func<T> look, Func<T, bool> condition)
    {
        for (var clock = Stopwatch.StartNew(); ; Thread.Sleep(20))
        {
            var now = look();
            if (condition(now))
                return now;
            Assert.True(clock.Elapsed < Limit, $"Not within {Limit}: {now}");
        }
    }

    private static bool IsAlive(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
