using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace ModelOps.Core;

/// <summary>
/// A supervisor's side of its server: the lease and the only way its row is written. A registry that can't be written for a while (a full
/// disk, another writer) doesn't end the server; a lease that is no longer its own does.
/// </summary>
internal sealed class ServerLease
{
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(5);
    /// <summary>How long what has to be written is tried.</summary>
    private static readonly TimeSpan Tries = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    private readonly Workspace workspace;
    private readonly Stopwatch sinceWrite = Stopwatch.StartNew();
    private bool unwritten;

    private ServerLease(Workspace workspace, ServerRow row)
    {
        this.workspace = workspace;
        Row = row;
        Token = row.Token!;
    }

    /// <summary>Claims a server that waits for its supervisor. Conflict when it doesn't.</summary>
    public static ServerLease Claim(Workspace workspace, string name)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var row = workspace.Registry.Write(
            c => ServerTable.Claim(c, name, ProcessIdentity.Current, token) ? ServerTable.Get(c, name) : null)
            ?? throw Error.Of(ErrorKind.Conflict, "ServerNotWaiting", name);
        return new(workspace, row);
    }

    public string Token { get; }

    /// <summary>The server as this supervisor last wrote it.</summary>
    public ServerRow Row { get; private set; }

    /// <summary>True once the row is another's, or gone: the server must end then.</summary>
    public bool Lost { get; private set; }

    /// <summary>Changes the row, at once where the registry can be written, else as soon as it can.</summary>
    public void Update(Func<ServerRow, ServerRow> change)
    {
        Row = change(Row);
        Write();
    }

    /// <summary>Takes the first port that no server has and that <paramref name="isFree"/>; null where there is none.</summary>
    public int? TakePort(IEnumerable<int> candidates, Func<int, bool> isFree)
    {
        foreach (int port in candidates.Where(isFree))
        {
            bool taken = Insist(c =>
            {
                if (ServerTable.TakenPorts(c).Contains(port) && Row.Port != port)
                    return false;
                Row = Row with { Port = port };
                Lost |= !ServerTable.Update(c, Row);
                return true;
            });
            if (taken)
                return port;
        }
        return null;
    }

    /// <summary>The command that waits; writes a sign of life when it is due.</summary>
    public ServerCommand Poll()
    {
        if (unwritten || sinceWrite.Elapsed > HeartbeatInterval)
            Write();
        try
        {
            var row = workspace.Registry.Read(c => ServerTable.Get(c, Row.Name));
            Lost |= row?.Token != Token;
            return row?.Command ?? ServerCommand.None;
        }
        catch (ModelOpsException)
        {
            return ServerCommand.None;
        }
    }

    public void Acknowledge(ServerCommand command) => Insist(c =>
    {
        ServerTable.Acknowledge(c, Row.Name, Token, command);
        return true;
    });

    /// <summary>Comes to a final state, which ends the lease.</summary>
    public void End(ModelServerState state, string? error) =>
        Lost |= !Insist(c => ServerTable.End(c, Row.Name, Token, state, error));

    /// <summary>Writes, for a minute again and again where the registry can't be written; its error then.</summary>
    private bool Insist(Func<RegistryConnection, bool> write)
    {
        for (var waited = Stopwatch.StartNew(); ; Thread.Sleep(BetweenTries))
        {
            try
            {
                return workspace.Registry.Write(write);
            }
            catch (ModelOpsException) when (waited.Elapsed < Tries)
            {
            }
        }
    }

    private void Write()
    {
        sinceWrite.Restart();
        try
        {
            Lost |= WasReplaced() || !workspace.Registry.Write(c => ServerTable.Update(c, Row));
            unwritten = false;
        }
        catch (ModelOpsException)
        {
            unwritten = true;
        }
    }

    /// <summary>
    /// Whether the registry's file is gone, or was set aside for another one: an open connection stays with the old file and doesn't
    /// notice.
    /// </summary>
    private bool WasReplaced()
    {
        if (!File.Exists(workspace.Home.RegistryFile))
            return true;
        try
        {
            using var fresh = new RegistryConnection(workspace.Home.RegistryFile);
            return ServerTable.Get(fresh, Row.Name)?.Token != Token;
        }
        catch (SqliteException error)
        {
            return error.SqliteErrorCode == SQLitePCL.raw.SQLITE_ERROR;
        }
    }
}
