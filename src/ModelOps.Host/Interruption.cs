using System.Runtime.InteropServices;

namespace ModelOps.Host;

/// <summary>Hears Ctrl+C (SIGINT) and SIGTERM in place of the runtime, which would end the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Action<int> _heard;
    private int _count;

    /// <param name="heard">Called with 1 for the first signal, 2 for the second, and so on; on a thread of the pool.</param>
    public Interruption(Action<int> heard)
    {
        _heard = heard;
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle));
    }

    /// <summary>130 after SIGINT, 143 after SIGTERM (of several, the first); null while none came.</summary>
    public int? ExitCode { get; private set; }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        ExitCode ??= context.Signal == PosixSignal.SIGTERM ? ExitCodes.Terminated : ExitCodes.Interrupted;
        _heard(Interlocked.Increment(ref _count));
    }

    public void Dispose() => _registrations.ForEach(r => r.Dispose());
}
