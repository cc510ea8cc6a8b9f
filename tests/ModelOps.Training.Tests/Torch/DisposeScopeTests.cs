using TorchSharp;
using static TorchSharp.torch;

namespace ModelOps.Training.Tests.Torch;

public class DisposeScopeTests
{
    [Fact]
    public void AScopeDisposesOfWhatWasMadeInIt()
    {
        Tensor first, second;
        using (var scope = NewDisposeScope())
        {
            first = ones(3);
            second = first.add(1);
            Assert.Equal(2, scope.DisposablesCount);
        }
        Assert.True(first.IsInvalid);
        Assert.True(second.IsInvalid);
    }

    [Fact]
    public void MovedAndDetachedTensorsLiveOn()
    {
        Tensor moved, detached;
        using (var outer = NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                moved = ones(3).MoveToOuterDisposeScope();
                detached = ones(3).DetachFromDisposeScope();
            }
            Assert.False(moved.IsInvalid);
            Assert.True(outer.Contains(moved));
            Assert.False(outer.Contains(detached));
        }
        Assert.True(moved.IsInvalid);
        Assert.False(detached.IsInvalid);
        detached.Dispose();
    }

    [Fact]
    public void ADisposedTensorLeavesItsScope()
    {
        using var scope = NewDisposeScope();
        using (ones(1))
            Assert.Equal(1, scope.DisposablesCount);
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void AScopeIsItsThreadsOwn()
    {
        using var scope = NewDisposeScope();
        Tensor? other = null;
        var thread = new Thread(() => other = ones(1));
        thread.Start();
        thread.Join();
        Assert.Equal(0, scope.DisposablesCount);
        other!.Dispose();
    }

    [Fact]
    public void TrainingStepsLeaveNoTensorsBehind()
    {
        using var weight = new TorchSharp.Modules.Parameter(ones(4, 4));
        long before = 0;
        for (int i = 0; i < 20; i++)
        {
            if (i == 10)
                before = Tensor.TotalCount;
            using var scope = NewDisposeScope();
            using var gradient = weight.grad;
            weight.matmul(weight).relu().sum().backward();
        }
        Assert.Equal(before, Tensor.TotalCount);
    }
}
