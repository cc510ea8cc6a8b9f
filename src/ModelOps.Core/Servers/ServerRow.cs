namespace ModelOps.Core;

/// <summary>What a supervisor is asked to do.</summary>
internal enum ServerCommand
{
    None,
    /// <summary>End the server, gracefully at first.</summary>
    Stop,
    /// <summary>End the server and all its processes at once.</summary>
    Kill,
    /// <summary>End the server and start it anew.</summary>
    Restart,
}

/// <summary>A server's row: what was asked, how it stands, and its lease.</summary>
internal sealed record ServerRow
{
    public required string Name { get; init; }
    public required ServerDefinition Definition { get; init; }
    public required ModelServerState State { get; init; }
    public int? Port { get; init; }
    /// <summary>The llama-server process.</summary>
    public ProcessIdentity? Process { get; init; }
    public int Restarts { get; init; }
    public string? Error { get; init; }
    public ServerCommand Command { get; init; }
    public required DateTime Created { get; init; }
    public DateTime? Started { get; init; }
    public DateTime? Ready { get; init; }
    public DateTime? LastUsed { get; init; }
    public DateTime? Ended { get; init; }
    /// <summary>Process that asked for it.</summary>
    public ProcessIdentity? Launcher { get; init; }
    public ProcessIdentity? Supervisor { get; init; }
    /// <summary>The lease of the supervisor that has claimed it.</summary>
    public string? Token { get; init; }
    public DateTime? Heartbeat { get; init; }

    public bool IsActive => State is not (ModelServerState.Stopped or ModelServerState.Failed);
}
