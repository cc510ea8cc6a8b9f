namespace TorchSharp;

public sealed partial class DisposeScope : IDisposable
{
#nullable disable
    public T MoveToOuter<T>(T disposable) where T : IDisposable => throw null!;
    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable => throw null!;
    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third) where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable => throw null!;
#nullable enable
    public void MoveToOuter(params IDisposable[] disposables) => throw null!;
    public void MoveToOuter(IEnumerable<IDisposable> disposables) => throw null!;
#nullable disable
    public T MoveToOther<T>(DisposeScope? scope, T disposable) where T : IDisposable => throw null!;
    public (T1 first, T2 second) MoveToOther<T1, T2>(DisposeScope? scope, T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable => throw null!;
    public (T1 first, T2 second, T3 third) MoveToOther<T1, T2, T3>(DisposeScope? scope, T1 first, T2 second, T3 third) where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable => throw null!;
#nullable enable
    public void MoveToOther(DisposeScope? scope, params IDisposable[] disposables) => throw null!;
    public void MoveToOther(DisposeScope? scope, IEnumerable<IDisposable> disposables) => throw null!;
#nullable disable
    public T Detach<T>(T disposable) where T : IDisposable => throw null!;
    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable => throw null!;
    public (T1 first, T2 second, T3 third) Detach<T1, T2, T3>(T1 first, T2 second, T3 third) where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable => throw null!;
#nullable enable
    public void Detach(params IDisposable[] disposables) => throw null!;
    public void Detach(IEnumerable<IDisposable> disposables) => throw null!;
    public void Attach(IDisposable disposable) => throw null!;
    public void Attach(params IDisposable[] disposables) => throw null!;
    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables) => throw null!;
    public void DisposeEverything() => throw null!;
    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep) => throw null!;
    public void DisposeEverythingBut(params IDisposable[] keep) => throw null!;
#nullable disable
    public T DisposeEverythingBut<T>(T keep) where T : IDisposable => throw null!;
    public (T1 first, T2 second) DisposeEverythingBut<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable => throw null!;
    public (T1 first, T2 second, T3 third) DisposeEverythingBut<T1, T2, T3>(T1 first, T2 second, T3 third) where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable => throw null!;
#nullable enable
    public void Dispose() => throw null!;
    public void MarkAsDisposed(IDisposable disposable) => throw null!;
    public bool Contains(IDisposable disposable) => throw null!;
    public IReadOnlyList<IDisposable> DisposablesView { get => throw null!; }
    public int DisposablesCount { get => throw null!; }
#nullable disable
    internal DisposeScope() => throw null!;
}
