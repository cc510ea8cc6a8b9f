namespace TorchSharp;

public static partial class ModuleExtensionMethods
{
#nullable disable
    public static T to<T>(this T module, ScalarType type, bool non_blocking = false) where T : nn.Module => throw null!;
    public static T to<T>(this T module, Device device, ScalarType type, bool non_blocking = false) where T : nn.Module => throw null!;
    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false) where T : nn.Module => throw null!;
    public static T to<T>(this T module, Device device, bool non_blocking = false) where T : nn.Module => throw null!;
    public static T to<T>(this T module, string device, bool non_blocking = false) where T : nn.Module => throw null!;
    public static T to<T>(this T module, Tensor other, bool non_blocking = false) where T : nn.Module => throw null!;
    public static T cpu<T>(this T module, bool non_blocking = false) where T : nn.Module => throw null!;
    public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false) where T : nn.Module => throw null!;
}
