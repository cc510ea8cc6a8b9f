namespace TorchSharp;

public static partial class torch
{
    public partial class Device
    {
#nullable disable
        public override string ToString() => throw null!;
        public static implicit operator Device(string description) => throw null!;
        public Device(string description) => throw null!;
        public Device(string deviceType, int index = -1) => throw null!;
#nullable enable
        public Device(DeviceType deviceType, int index = -1) => throw null!;
        public Device(int index) => throw null!;
        public DeviceType type { get => throw null!; }
        public int index { get => throw null!; }
#nullable disable
        internal Device() => throw null!;
    }
}
