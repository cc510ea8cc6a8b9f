using System.Diagnostics;
using System.Globalization;
using ModelOps.Core;
using ModelOps.Host.Output;
using Spectre.Console;

namespace ModelOps.Host.Progress;

/// <summary>A line an epoch and, under them, a progress bar that is redrawn in place.</summary>
/// <param name="output">Where to.</param>
/// <param name="every">Show every so many epochs, and the last.</param>
internal sealed class LiveDisplay(CommandOutput output, int every) : ITrainingDisplay
{
    private readonly IAnsiConsole _terminal = output.Terminal;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly StepRate _rate = new();
    private volatile string? _announced;
    private bool _hasHeading;

    public void Announce(string text) => _announced = text;

    public Task<TrainingSession> ShowAsync(TrainingSession session, IAsyncEnumerable<TrainingUpdate> updates) =>
        _terminal.Live(Bar(session)).AutoClear(true).StartAsync(async live =>
        {
            var epochs = new EpochTracker(session.Epoch);
            await foreach (var update in updates)
            {
                session = update.Session;
                if (session.State == SessionState.Running)
                    _rate.Add(_clock.Elapsed, session.Step);
                foreach (var epoch in epochs.Add(update).Where(e => e.Epoch % every == 0 || e.Epoch == session.TotalEpochs))
                    WriteEpoch(epoch, session);
                foreach (var entry in update.Log.Where(e => e.Level is "warning"))
                    _terminal.MarkupLine($"[yellow]warning:[/] {Markup.Escape(entry.Message)}");
                if (Interlocked.Exchange(ref _announced, null) is { } text)
                    _terminal.MarkupLine($"[yellow]{Markup.Escape(text)}[/]");
                live.UpdateTarget(Bar(session));
            }
            return session;
        });

    /// <summary>
    /// The bar under an empty line: Spectre redraws from one line too high where there is but one ("up by 0" means by 1).
    /// </summary>
    private Rows Bar(TrainingSession session) =>
        new(new Text(""), new Markup(ProgressLine.Markup(session, _rate, _terminal.Profile.Width)));

    private void WriteEpoch(EpochSummary epoch, TrainingSession session)
    {
        bool agent = epoch.Metrics.ContainsKey("evaluation_return");
        if (!_hasHeading)
        {
            _terminal.MarkupLine(agent
                ? $"[grey]{"epoch",9}{"evaluated",11}{"return",10}{"length",10}{"lr",11}{"step/s",9}{"time",9}[/]"
                : $"[grey]{"epoch",9}{"loss",10}{"validation",12}{"accuracy",11}{"lr",11}{"step/s",9}{"time",9}[/]");
        }
        _hasHeading = true;
        string Value(string name, Func<double, string> text) => epoch.Metrics.TryGetValue(name, out double value) ? text(value) : "-";
        if (agent)
        {
            string Mean(string name) => Value(name, value => value.ToString("0.0", CultureInfo.InvariantCulture));
            _terminal.MarkupLine(string.Create(CultureInfo.InvariantCulture,
                $"{$"{epoch.Epoch}/{session.TotalEpochs}",9}[bold]{Mean("evaluation_return"),11}[/]{Mean("episode_return"),10}{Mean("episode_length"),10}" +
                $"{Value("learning_rate", Show.Number),11}{Show.Rate(_rate.PerSecond),9}{Show.Duration(_clock.Elapsed),9}"));
            return;
        }
        _terminal.MarkupLine(string.Create(CultureInfo.InvariantCulture,
            $"{$"{epoch.Epoch}/{session.TotalEpochs}",9}{Value("training_loss", Show.Number),10}{Value("validation_loss", Show.Number),12}" +
            $"[bold]{Value("validation_accuracy", Show.Percent),11}[/]{Value("learning_rate", Show.Number),11}{Show.Rate(_rate.PerSecond),9}" +
            $"{Show.Duration(_clock.Elapsed),9}"));
    }
}
