using System.Management.Automation;

namespace ModelOps.Cmdlets;

/// <summary>
/// Work of a cmdlet that goes on behind the shell: a PowerShell job, for Get-Job, Wait-Job, Receive-Job and Stop-Job. It runs on a thread
/// of this process and ends with it.
/// </summary>
internal sealed class BackgroundJob : Job
{
    private readonly CancellationTokenSource _stop = new();
    private readonly string _what;
    private readonly ProgressRecord _record;

    private BackgroundJob(string command, string name, string what)
        : base(command, name)
    {
        _what = what;
        _record = new ProgressRecord(1, name, what);
        PSJobTypeName = "ModelOpsJob";
    }

    public override bool HasMoreData => Output.Count > 0 || Error.Count > 0;
    public override string Location => "localhost";
    public override string StatusMessage => _what;

    /// <summary>Starts work and returns its job, which the caller writes and adds to the shell's.</summary>
    /// <param name="command">What the user typed, in short.</param>
    /// <param name="name">Name of the job.</param>
    /// <param name="what">What it works on.</param>
    /// <param name="work">The work; it says how far it is, from 0 to 1.</param>
    public static BackgroundJob Start<T>(string command, string name, string what, Func<IProgress<double>, CancellationToken, T> work)
    {
        var job = new BackgroundJob(command, name, what);
        job.SetJobState(JobState.Running);
        Task.Run(() => job.Run(work));
        return job;
    }

    public override void StopJob() => _stop.Cancel();

    private void Run<T>(Func<IProgress<double>, CancellationToken, T> work)
    {
        try
        {
            Output.Add(PSObject.AsPSObject(work(new Percentage(Report), _stop.Token)));
            SetJobState(JobState.Completed);
        }
        catch (OperationCanceledException)
        {
            SetJobState(JobState.Stopped);
        }
        catch (Exception error)
        {
            Error.Add(ErrorRecords.TryCreate(error, _what, out var record) ? record : new ErrorRecord(error, "ExportFailed", ErrorCategory.NotSpecified, _what));
            SetJobState(JobState.Failed);
        }
    }

    /// <summary>One record a percent: Receive-Job shows the newest.</summary>
    private void Report(int percent) =>
        Progress.Add(new ProgressRecord(_record.ActivityId, _record.Activity, _record.StatusDescription) { PercentComplete = percent });

    private sealed class Percentage(Action<int> report) : IProgress<double>
    {
        private int _last = -1;

        public void Report(double value)
        {
            int percent = (int)(100 * value);
            if (Interlocked.Exchange(ref _last, percent) != percent)
                report(percent);
        }
    }
}
