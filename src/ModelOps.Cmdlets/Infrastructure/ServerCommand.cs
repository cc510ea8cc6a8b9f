using System.Diagnostics;
using System.Management.Automation;
using ModelOps.Core;

namespace ModelOps.Cmdlets;

/// <summary>A cmdlet for model servers: names with wildcards, and the wait until they are ready.</summary>
public abstract class ServerCommand : ModelOpsCommand
{
    /// <summary>The servers that a name means.</summary>
    protected IReadOnlyList<ModelServer> Select(string name) =>
        Names.Select(name, Workspace.Servers.Get, () => Workspace.Servers.Find(), s => s.Name);

    /// <summary>
    /// Waits for all servers at once and writes each as it becomes ready; one that fails is an error, and the others go on. The limit
    /// counts for all of them together.
    /// </summary>
    protected void WaitAndWrite(IReadOnlyList<string> names, TimeSpan? limit)
    {
        if (names.Count == 0)
            return;
        var waits = names.ToDictionary(name => Workspace.Servers.WaitAsync(name, limit, Cancellation), name => name);
        var record = new ProgressRecord(1, "Waiting for model servers", string.Join(", ", names));
        var waited = Stopwatch.StartNew();
        while (waits.Count > 0)
        {
            int ended = Task.WaitAny([.. waits.Keys], ProgressInterval);
            if (ended >= 0)
            {
                var (task, name) = waits.ElementAt(ended);
                waits.Remove(task);
                ForEach([name], _ => WriteObject(task.GetAwaiter().GetResult()));
            }
            else if (!Stopping)
            {
                record.StatusDescription = FormattableString.Invariant(
                    $"{string.Join(", ", waits.Values)} ({waited.Elapsed.TotalSeconds:0} s)");
                WriteProgress(record);
            }
        }
        if (Stopping)
            return;
        record.RecordType = ProgressRecordType.Completed;
        WriteProgress(record);
    }
}
