using System.Reflection;
using System.Runtime.Loader;

namespace ModelOps.Torch.Signatures;

public class SignatureTests
{
    private static readonly Assembly Backend = typeof(TorchSharp.torch.Tensor).Assembly;

    private static readonly Assembly List =
        new AssemblyLoadContext("list").LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "list", "TorchSharp.dll"));

    /// <summary>
    /// With the System backend: it offers nothing under a name, with arguments or defaults that TorchSharp doesn't have. With
    /// TorchSharp itself: the list declares nothing that TorchSharp doesn't have.
    /// </summary>
    [Fact]
    public void Every_signature_is_TorchSharps()
    {
        var (mine, theirs) = TorchEnvironment.Backend == "System" ? (Backend, List) : (List, Backend);
        var offered = PublicSurface.Of(mine);

        Assert.True(offered.Count > 400, $"{mine} offers but {offered.Count} members in TorchSharp's namespaces.");
        var strange = offered.Except(PublicSurface.Of(theirs)).ToArray();
        Assert.True(strange.Length == 0, $"Not TorchSharp's:\n{string.Join('\n', strange)}");
    }

    [Theory]
    [InlineData(nameof(Samples.Named))]
    [InlineData(nameof(Samples.Ordered))]
    [InlineData(nameof(Samples.Defaulted))]
    [InlineData(nameof(Samples.Typed))]
    public void Names_order_defaults_and_types_of_arguments_tell_signatures_apart(string method)
    {
        Assert.NotEqual(Text(typeof(Samples), method), Text(typeof(Changed), method));
        Assert.Equal(Text(typeof(Samples), nameof(Samples.Same)), Text(typeof(Changed), nameof(Changed.Same)));
    }

    private static string Text(Type type, string method) => PublicSurface.Text(type.GetMethod(method)!);

    private abstract class Samples
    {
        public abstract void Named(int low);
        public abstract void Ordered(int low, int high);
        public abstract void Defaulted(double p = 0.5);
        public abstract void Typed(long size);
        public abstract void Same(long size = 1);
    }

    private abstract class Changed
    {
        public abstract void Named(int from);
        public abstract void Ordered(int high, int low);
        public abstract void Defaulted(double p = 0.1);
        public abstract void Typed(int size);
        public abstract void Same(long size = 1);
    }
}
