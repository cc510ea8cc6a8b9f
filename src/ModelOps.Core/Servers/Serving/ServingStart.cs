namespace ModelOps.Core;

/// <summary>
/// One server of a serving profile on its way up: what is in its place ends, it starts, it is awaited. What goes wrong is its own result and
/// holds back no other.
/// </summary>
internal sealed class ServingStart(Workspace workspace, ModelServerRequest request)
{
    private readonly ModelServerService servers = workspace.Servers;
    private string name = request.Name!;
    private ServerDefinition? definition;
    private ModelOpsException? failure;

    /// <summary>
    /// Ends an active server of the same name that serves otherwise than it is wanted. Where what is wanted can't be, that is one that another
    /// profile had brought up.
    /// </summary>
    public async Task StopOtherAsync(CancellationToken cancellation)
    {
        await Try(() =>
        {
            (name, definition) = ServerPlan.Make(workspace, request);
            return Task.CompletedTask;
        }).ConfigureAwait(false);
        var active = servers.ActiveDefinition(name);
        bool goes = active is not null
            && (definition is null ? active.ProfileName is { } owner && owner != request.ProfileName : !active.ServesAs(definition));
        if (goes)
            await Try(() => servers.StopAsync(name, cancellation: cancellation), even: true).ConfigureAwait(false);
    }

    /// <summary>Starts it, unless it runs as it is wanted.</summary>
    public Task BeginAsync(CancellationToken cancellation) => Try(async () =>
    {
        while (servers.ActiveDefinition(name) is var active && active?.ServesAs(definition!) != true)
        {
            // Somebody may start one of this name at any time.
            if (active is not null)
                await servers.StopAsync(name, cancellation: cancellation).ConfigureAwait(false);
            if (TryStart())
                return;
        }
        servers.GiveToProfile(name, definition!.ProfileName);
    });

    /// <summary>Waits until it is ready or has failed.</summary>
    public async Task<ServingResult> EndAsync(CancellationToken cancellation)
    {
        ModelServer? server = null;
        await Try(async () => server = await servers.WaitAsync(name, cancellation: cancellation).ConfigureAwait(false)).ConfigureAwait(false);
        return new(name, server, failure);
    }

    /// <param name="step">What may go wrong.</param>
    /// <param name="even">Whether it is done after something went wrong, too, which stays the result.</param>
    private async Task Try(Func<Task> step, bool even = false)
    {
        if (failure is not null && !even)
            return;
        try
        {
            await step().ConfigureAwait(false);
        }
        catch (ModelOpsException error)
        {
            failure ??= error;
        }
    }

    /// <summary>False where another process has started a server of this name meanwhile.</summary>
    private bool TryStart()
    {
        try
        {
            servers.Start(request);
            return true;
        }
        catch (ModelOpsException error) when (error.ErrorId == "ServerActive")
        {
            return false;
        }
    }
}
