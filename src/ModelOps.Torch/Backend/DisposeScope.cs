namespace TorchSharp;

/// <summary>
/// Collects the tensors that are made on a thread while it is the thread's innermost scope, and disposes of them when it ends,
/// but for those that were moved out or detached.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    private HashSet<IDisposable> tensors = NewSet([]);
    private bool disposed;

    internal DisposeScope(DisposeScope? outer) => OuterScope = outer;

    internal DisposeScope? OuterScope { get; set; }

    public IReadOnlyList<IDisposable> DisposablesView => [.. Alive()];

    public int DisposablesCount => Alive().Count;

    public T MoveToOuter<T>(T disposable)
        where T : IDisposable
    {
        Move(OuterScope, disposable);
        return disposable;
    }

    public void MoveToOuter(params IDisposable[] disposables) => MoveToOuter((IEnumerable<IDisposable>)disposables);

    public void MoveToOuter(IEnumerable<IDisposable> disposables) => MoveToOther(OuterScope, disposables);

    public T MoveToOther<T>(DisposeScope? scope, T disposable)
        where T : IDisposable
    {
        Move(scope, disposable);
        return disposable;
    }

    public void MoveToOther(DisposeScope? scope, IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables)
            Move(scope, disposable);
    }

    public T Detach<T>(T disposable)
        where T : IDisposable
    {
        Move(null, disposable);
        return disposable;
    }

    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    public void Detach(IEnumerable<IDisposable> disposables) => MoveToOther(null, disposables);

    public void Attach(IDisposable disposable) => Add((torch.Tensor)disposable);

    public void DisposeEverything() => DisposeEverythingBut([]);

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var old = Alive();
        tensors = NewSet(inKeep);
        foreach (var tensor in old)
        {
            if (!tensors.Contains(tensor))
                tensor.Dispose();
        }
    }

    public T DisposeEverythingBut<T>(T keep)
        where T : IDisposable
    {
        DisposeEverythingBut(new IDisposable[] { keep });
        return keep;
    }

    public void MarkAsDisposed(IDisposable disposable)
    {
        tensors.Remove(disposable);
        ((torch.Tensor)disposable).OwningDisposeScope = null;
    }

    public bool Contains(IDisposable disposable) => tensors.Contains(disposable);

    public void Dispose()
    {
        if (disposed)
            return;
        foreach (var tensor in tensors)
            ((torch.Tensor)tensor).DisposeWithScope();
        tensors.Clear();
        disposed = true;
        DisposeScopeManager.Remove(this);
    }

    /// <summary>Takes a tensor in, out of the scope that had it.</summary>
    internal void Add(torch.Tensor tensor)
    {
        if (ReferenceEquals(tensor.OwningDisposeScope, this))
            return;
        Alive().Add(tensor);
        tensor.OwningDisposeScope?.tensors.Remove(tensor);
        tensor.OwningDisposeScope = this;
    }

    /// <summary>Puts one tensor in another's place.</summary>
    internal void Replace(torch.Tensor original, torch.Tensor replacement)
    {
        tensors.Remove(original);
        original.OwningDisposeScope = null;
        Add(replacement);
    }

    private void Move(DisposeScope? scope, IDisposable disposable)
    {
        if (!Alive().Remove(disposable))
            return;
        var tensor = (torch.Tensor)disposable;
        tensor.OwningDisposeScope = null;
        scope?.Add(tensor);
    }

    private HashSet<IDisposable> Alive()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return tensors;
    }

    private static HashSet<IDisposable> NewSet(IEnumerable<IDisposable> items) => new(items, ReferenceEqualityComparer.Instance);
}

/// <summary>The scopes of each thread, innermost first.</summary>
public class DisposeScopeManager
{
    [ThreadStatic]
    private static DisposeScope? current;

    internal static DisposeScope? Current => current;

    internal static DisposeScope New() => current = new DisposeScope(current);

    /// <summary>Takes a scope off its thread's chain, wherever it is in it.</summary>
    internal static void Remove(DisposeScope scope)
    {
        if (ReferenceEquals(current, scope))
        {
            current = scope.OuterScope;
            return;
        }
        for (var inner = current; inner is not null; inner = inner.OuterScope)
        {
            if (ReferenceEquals(inner.OuterScope, scope))
            {
                inner.OuterScope = scope.OuterScope;
                return;
            }
        }
    }
}

public static partial class torch
{
    /// <summary>Opens a scope on this thread: tensors made until it is disposed of go with it.</summary>
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.New();
}
