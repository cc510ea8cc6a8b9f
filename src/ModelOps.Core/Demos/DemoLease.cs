using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace ModelOps.Core;

/// <summary>
/// A demo worker's side of its demo. A registry that can't be written for a while doesn't end the demo; a lease that is no longer its own
/// does.
/// </summary>
internal sealed class DemoLease
{
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(5);

    private readonly Workspace workspace;
    private readonly string token;
    private readonly Stopwatch sinceBeat = Stopwatch.StartNew();

    private DemoLease(Workspace workspace, DemoRow row)
    {
        this.workspace = workspace;
        Row = row;
        token = row.Token!;
    }

    /// <summary>Claims a demo that waits for its worker. Conflict where it doesn't.</summary>
    public static DemoLease Claim(Workspace workspace, string name)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var row = workspace.Registry.Write(c => DemoTable.Claim(c, name, ProcessIdentity.Current, token) ? DemoTable.Get(c, name) : null)
            ?? throw Error.Of(ErrorKind.Conflict, "DemoNotWaiting", name);
        return new(workspace, row);
    }

    /// <summary>The demo as it was claimed.</summary>
    public DemoRow Row { get; }

    public void Run() => workspace.Registry.Write(c => DemoTable.Run(c, Row.Name, token));

    public void End(ModelDemoState state, string? error) => workspace.Registry.Write(c => DemoTable.End(c, Row.Name, token, state, error));

    /// <summary>True where the demo is asked to end, or is no longer this worker's; gives a sign of life when it is due.</summary>
    public bool IsEndWanted()
    {
        try
        {
            if (sinceBeat.Elapsed > HeartbeatInterval)
            {
                sinceBeat.Restart();
                if (WasReplaced() || !workspace.Registry.Write(c => DemoTable.Beat(c, Row.Name, token)))
                    return true;
            }
            var now = workspace.Registry.Read(c => DemoTable.Get(c, Row.Name));
            return now?.Token != token || now.Stop;
        }
        catch (ModelOpsException)
        {
            return false;
        }
    }

    /// <summary>
    /// Whether the registry's file is gone, or was set aside for another one: an open connection stays with the old file.
    /// </summary>
    private bool WasReplaced()
    {
        if (!File.Exists(workspace.Home.RegistryFile))
            return true;
        try
        {
            using var fresh = new RegistryConnection(workspace.Home.RegistryFile);
            return DemoTable.Get(fresh, Row.Name)?.Token != token;
        }
        catch (SqliteException error)
        {
            return error.SqliteErrorCode == SQLitePCL.raw.SQLITE_ERROR;
        }
    }
}
