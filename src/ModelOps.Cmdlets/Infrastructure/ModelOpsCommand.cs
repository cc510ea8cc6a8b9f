using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>
/// What all cmdlets share: the open workspace, cancellation, error records, progress. A derived cmdlet overrides <see cref="Process"/>
/// (and <see cref="Finish"/>); what it throws becomes a non-terminating error.
/// </summary>
public abstract class ModelOpsCommand : PSCmdlet, IDisposable
{
    protected static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);

    // Never disposed: StopProcessing may come while the cmdlet ends, and without a timer it holds nothing.
    private readonly CancellationTokenSource _stop = new();
    private Workspace? _workspace;

    /// <summary>The workspace of MODELOPS_HOME, opened at its first use. What it has to tell is written as warnings.</summary>
    protected Workspace Workspace => _workspace ??= Open();

    /// <summary>The folder that the workspace is in, for what needs no registry.</summary>
    protected ModelOpsHome Home => ModelOpsHome.Resolve(HomePath.Resolve(() => SessionState.Path.CurrentFileSystemLocation.ProviderPath));

    /// <summary>Cancelled by Ctrl+C.</summary>
    protected CancellationToken Cancellation => _stop.Token;

    /// <summary>One item from the pipeline.</summary>
    protected virtual void Process()
    {
    }

    /// <summary>After the last item.</summary>
    protected virtual void Finish()
    {
    }

    /// <summary>Lets go of what the cmdlet holds, at the end of the pipeline however it ends.</summary>
    protected virtual void Release()
    {
    }

    protected sealed override void ProcessRecord() => Guard(null, Process);

    protected sealed override void EndProcessing() => Guard(null, Finish);

    protected sealed override void StopProcessing() => _stop.Cancel();

    /// <summary>Does something for each item; the error of one is written and the others go on.</summary>
    protected void ForEach<T>(IEnumerable<T> items, Action<T> action)
    {
        foreach (var item in items)
            Guard(item, () => action(item));
    }

    /// <summary>Does something on the pipeline's thread, which waits here, for each item as it comes.</summary>
    protected static void Follow<T>(IAsyncEnumerable<T> items, Action<T> action)
    {
        var each = items.GetAsyncEnumerator();
        try
        {
            while (each.MoveNextAsync().AsTask().GetAwaiter().GetResult())
                action(each.Current);
        }
        finally
        {
            each.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>Runs work in the workspace on a thread of its own and shows its progress, from 0 to 1, on the pipeline's thread.</summary>
    protected T RunWithProgress<T>(string activity, string status, Func<IProgress<double>, CancellationToken, T> work)
    {
        // Opened here: what opening has to tell can be written on the pipeline's thread only.
        _ = Workspace;
        return RunOutsideWorkspace(activity, status, work);
    }

    /// <summary>As <see cref="RunWithProgress{T}"/>, for work that must not open the workspace.</summary>
    protected T RunOutsideWorkspace<T>(string activity, string status, Func<IProgress<double>, CancellationToken, T> work)
    {
        var share = new LatestProgress();
        var record = new ProgressRecord(1, activity, status);
        var task = Task.Run(() => work(share, Cancellation));
        var shown = false;
        while (Task.WaitAny([task], ProgressInterval) < 0)
        {
            if (Stopping)
                continue;
            record.PercentComplete = share.Percent;
            WriteProgress(record);
            shown = true;
        }
        if (shown && !Stopping)
        {
            record.RecordType = ProgressRecordType.Completed;
            WriteProgress(record);
        }
        return task.GetAwaiter().GetResult();
    }

    /// <summary>As <see cref="RunWithProgress{T}"/>, for work that can't say how far it is.</summary>
    protected T RunWithProgress<T>(string activity, string status, Func<CancellationToken, T> work) =>
        RunWithProgress(activity, status, (_, cancellation) => work(cancellation));

    /// <summary>The file-system path that a user's path means, drives of the shell included; it need not exist.</summary>
    protected string ResolveNewPath(string path) => SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);

    /// <summary>The existing files that a user's path with wildcards means.</summary>
    protected IReadOnlyList<string> ResolveFiles(string path)
    {
        var files = SessionState.Path.GetResolvedProviderPathFromPSPath(path, out var provider);
        if (provider.Name != "FileSystem")
            throw Error.Of(ErrorKind.InvalidInput, "PathNotAFile", path, provider.Name);
        return files;
    }

    public void Dispose()
    {
        Release();
        _workspace?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Writes a non-terminating error with a text of Errors.resx.</summary>
    protected void WriteError(string errorId, ErrorCategory category, object target, params object?[] arguments) =>
        WriteError(new ErrorRecord(new InvalidOperationException(Error.Text(errorId, arguments)), errorId, category, target));

    private void Guard(object? item, Action action)
    {
        try
        {
            action();
            if (_workspace is { } workspace)
                WriteNotices(workspace);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception e) when (ErrorRecords.TryCreate(e, item, out _))
        {
            if (_workspace is { } workspace)
                WriteNotices(workspace);
            ErrorRecords.TryCreate(e, item, out var record);
            WriteError(record);
        }
    }

    private void WriteNotices(Workspace workspace)
    {
        foreach (var notice in workspace.TakeNotices())
            WriteWarning(notice);
    }

    private Workspace Open()
    {
        var workspace = Workspace.Open(Home.Path);
        WriteNotices(workspace);
        if (ProfileStart.TakeProblem() is { } problem)
            WriteWarning(problem);
        return workspace;
    }
}
